// __doc__ of the built-in exceptions, in words of our own; ValueError has those that programs have been seen to print.
#include "objects/exception_family.h"

namespace xvm {

namespace {

struct Doc {
  std::string_view name;
  const char* text;
};

constexpr Doc docs[] = {
    {"ArithmeticError", "A calculation that cannot be done."},
    {"AssertionError", "An assert statement whose condition is false."},
    {"AttributeError", "An object lacks the attribute asked for."},
    {"BaseException", "What every exception derives from."},
    {"BaseExceptionGroup", "Several exceptions raised as one."},
    {"BlockingIOError", "A call would have to wait where waiting is off."},
    {"BrokenPipeError", "Nobody reads the other end of a pipe or socket."},
    {"BufferError", "A buffer cannot do what is asked of it."},
    {"BytesWarning", "Bytes are mixed up with text."},
    {"ChildProcessError", "A child process cannot be handled."},
    {"ConnectionAbortedError", "The peer gave up a connection."},
    {"ConnectionError", "A connection fails."},
    {"ConnectionRefusedError", "The peer declines a connection."},
    {"ConnectionResetError", "The peer reset a connection."},
    {"DeprecationWarning", "Something that developers should stop using."},
    {"EOFError", "input() met the end of what there is to read."},
    {"EncodingWarning", "A file is opened in whatever encoding the locale has."},
    {"EnvironmentError", "The system outside refuses something."},
    {"Exception", "What programs should derive their exceptions from."},
    {"FileExistsError", "What is to be created is there already."},
    {"FileNotFoundError", "There is no such file or folder."},
    {"FloatingPointError", "Floating-point arithmetic fails."},
    {"FutureWarning", "Something will mean something else in a later release."},
    {"GeneratorExit", "Raised in a generator or coroutine that is closed."},
    {"IOError", "Input or output fails."},
    {"ImportError", "An import fails."},
    {"ImportWarning", "An import looks like a mistake."},
    {"IndentationError", "Lines are not indented as they must be."},
    {"IndexError", "An index lies outside of its sequence."},
    {"InterruptedError", "A signal cut a system call short."},
    {"IsADirectoryError", "A file is wanted where a folder is."},
    {"KeyError", "A mapping has no such key."},
    {"KeyboardInterrupt", "The user asks the program to stop."},
    {"LookupError", "A key or index finds nothing."},
    {"MemoryError", "There is not enough memory."},
    {"ModuleNotFoundError", "No module of that name can be found."},
    {"NameError", "No variable of that name exists."},
    {"NotADirectoryError", "A folder is wanted where something else is."},
    {"NotImplementedError", "A subclass is expected to supply this."},
    {"OSError", "The operating system reports an error."},
    {"OverflowError", "A result does not fit."},
    {"PendingDeprecationWarning", "Something that will be deprecated some day."},
    {"PermissionError", "The system does not permit this."},
    {"ProcessLookupError", "There is no such process."},
    {"PythonFinalizationError", "It is too late for this: the interpreter is ending."},
    {"RecursionError", "Calls are nested too deeply."},
    {"ReferenceError", "A weak proxy outlived what it stands for."},
    {"ResourceWarning", "Something was not closed or given back."},
    {"RuntimeError", "An error of no other kind."},
    {"RuntimeWarning", "Behaviour at run time looks wrong."},
    {"StandardError", "What all errors that do not end the program derive from."},
    {"StopAsyncIteration", "An asynchronous iterator has no more items."},
    {"StopIteration", "An iterator has no more items."},
    {"SyntaxError", "Source text that cannot be compiled."},
    {"SyntaxWarning", "Source text that looks like a mistake."},
    {"SystemError", "The interpreter itself went wrong."},
    {"SystemExit", "The program asks to end."},
    {"TabError", "Tabs and blanks do not add up."},
    {"TimeoutError", "A system call took too long."},
    {"TypeError", "An operation does not apply to a value of this type."},
    {"UnboundLocalError", "A local variable is read before it has a value."},
    {"UnicodeDecodeError", "Bytes cannot be turned into text."},
    {"UnicodeEncodeError", "Text cannot be turned into bytes."},
    {"UnicodeError", "Text cannot be converted."},
    {"UnicodeTranslateError", "Text cannot be translated."},
    {"UnicodeWarning", "Text is converted in a doubtful way."},
    {"UserWarning", "A warning that programs give."},
    {"ValueError", "Inappropriate argument value (of correct type)."},
    {"Warning", "What every kind of warning derives from."},
    {"ZeroDivisionError", "A division by zero."},
    {"_IncompleteInputError", "Source text that ends too early."},
};

}  // namespace

const char* exception_doc(std::string_view name) {
  for (const Doc& doc : docs)
    if (doc.name == name) return doc.text;
  return nullptr;
}

}  // namespace xvm
