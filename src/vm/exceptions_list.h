// The built-in exceptions: X(name, base, releases), a base before what derives from it. Where the base differs by release,
// it is the 2.x one: StandardError is Exception in 3.x, EnvironmentError and IOError are OSError from 3.3 (PEP 3151),
// GeneratorExit derives from Exception in 2.5, ExceptionGroup from Exception as well.
#pragma once

#define XVM_EXCEPTIONS(X) \
  X(BaseException, object, always) \
  X(Exception, BaseException, always) \
  X(StandardError, Exception, until(2, 7)) \
  X(ArithmeticError, StandardError, always) \
  X(AssertionError, StandardError, always) \
  X(AttributeError, StandardError, always) \
  X(BaseExceptionGroup, BaseException, since(3, 11)) \
  X(EnvironmentError, StandardError, always) \
  X(OSError, EnvironmentError, always) \
  X(BlockingIOError, OSError, since(3, 3)) \
  X(ConnectionError, OSError, since(3, 3)) \
  X(BrokenPipeError, ConnectionError, since(3, 3)) \
  X(BufferError, StandardError, since(2, 6)) \
  X(Warning, Exception, always) \
  X(BytesWarning, Warning, since(2, 6)) \
  X(ChildProcessError, OSError, since(3, 3)) \
  X(ConnectionAbortedError, ConnectionError, since(3, 3)) \
  X(ConnectionRefusedError, ConnectionError, since(3, 3)) \
  X(ConnectionResetError, ConnectionError, since(3, 3)) \
  X(DeprecationWarning, Warning, always) \
  X(EOFError, StandardError, always) \
  X(EncodingWarning, Warning, since(3, 10)) \
  X(ExceptionGroup, BaseExceptionGroup, since(3, 11)) \
  X(FileExistsError, OSError, since(3, 3)) \
  X(FileNotFoundError, OSError, since(3, 3)) \
  X(FloatingPointError, ArithmeticError, always) \
  X(FutureWarning, Warning, always) \
  X(GeneratorExit, BaseException, always) \
  X(IOError, EnvironmentError, always) \
  X(ImportError, StandardError, always) \
  X(ImportWarning, Warning, always) \
  X(SyntaxError, StandardError, always) \
  X(IndentationError, SyntaxError, always) \
  X(LookupError, StandardError, always) \
  X(IndexError, LookupError, always) \
  X(InterruptedError, OSError, since(3, 3)) \
  X(IsADirectoryError, OSError, since(3, 3)) \
  X(KeyError, LookupError, always) \
  X(KeyboardInterrupt, BaseException, always) \
  X(MemoryError, StandardError, always) \
  X(ModuleNotFoundError, ImportError, since(3, 6)) \
  X(NameError, StandardError, always) \
  X(NotADirectoryError, OSError, since(3, 3)) \
  X(RuntimeError, StandardError, always) \
  X(NotImplementedError, RuntimeError, always) \
  X(OverflowError, ArithmeticError, always) \
  X(PendingDeprecationWarning, Warning, always) \
  X(PermissionError, OSError, since(3, 3)) \
  X(ProcessLookupError, OSError, since(3, 3)) \
  X(PythonFinalizationError, RuntimeError, since(3, 13)) \
  X(RecursionError, RuntimeError, since(3, 5)) \
  X(ReferenceError, StandardError, always) \
  X(ResourceWarning, Warning, since(3, 2)) \
  X(RuntimeWarning, Warning, always) \
  X(StopAsyncIteration, Exception, since(3, 5)) \
  X(StopIteration, Exception, always) \
  X(SyntaxWarning, Warning, always) \
  X(SystemError, StandardError, always) \
  X(SystemExit, BaseException, always) \
  X(TabError, IndentationError, always) \
  X(TimeoutError, OSError, since(3, 3)) \
  X(TypeError, StandardError, always) \
  X(UnboundLocalError, NameError, always) \
  X(ValueError, StandardError, always) \
  X(UnicodeError, ValueError, always) \
  X(UnicodeDecodeError, UnicodeError, always) \
  X(UnicodeEncodeError, UnicodeError, always) \
  X(UnicodeTranslateError, UnicodeError, always) \
  X(UnicodeWarning, Warning, always) \
  X(UserWarning, Warning, always) \
  X(ZeroDivisionError, ArithmeticError, always) \
  X(_IncompleteInputError, SyntaxError, since(3, 13))
