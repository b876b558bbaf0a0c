// termios: how terminals behave.
#include <sys/ioctl.h>
#include <termios.h>

#include "modules/iterator_struct.h"
#include "modules/new_class.h"
#include "modules/posix.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"

namespace xvm {

namespace {

Value& error_class = *new Value;   // never destroyed: what it holds may be gone before

ErrorSet fail(Thread& thread) {
  int error = errno;
  Value number = Value::small(error), text = native_str(thread, std::strerror(error)), exception = call(thread, error_class, number, text);
  return exception ? raise_instance(thread, exception) : ErrorSet();
}
Value done(Thread& thread, int status) { return status < 0 ? Value(fail(thread)) : none_value(); }

Value get_attributes(Thread& thread, Ref, Args args) {
  int fd = 0;
  termios mode{};
  if (!descriptor_argument(thread, args[0], fd)) return error_set;
  if (::tcgetattr(fd, &mode) < 0) return fail(thread);
  speed_t in = ::cfgetispeed(&mode), out = ::cfgetospeed(&mode);
  Value characters = own(allocate_list(thread, NCCS));
  for (int i = 0; i < NCCS; ++i) {
    // Where input is not canonical, these two are numbers.
    bool number = (mode.c_lflag & ICANON) == 0 && (i == VMIN || i == VTIME);
    char c = static_cast<char>(mode.c_cc[i]);
    list_append(as<List>(characters), number ? Value::small(mode.c_cc[i]) : make_bytes(thread, {&c, 1}));
  }
  Value list = own(allocate_list(thread, 7));
  for (std::uint32_t n : {mode.c_iflag, mode.c_oflag, mode.c_cflag, mode.c_lflag, in, out}) list_append(as<List>(list), make_int(thread, static_cast<std::int64_t>(n)));
  list_append(as<List>(list), std::move(characters));
  return list;
}

Value set_attributes(Thread& thread, Ref, Args args) {
  int fd = 0, when = 0;
  termios mode{};
  if (!descriptor_argument(thread, args[0], fd) || !int_argument(thread, args[1], when)) return error_set;
  if (!is<List>(args[2]) || as<List>(args[2]).length != 7) return raise_type_error(thread, "tcsetattr, arg 3: must be 7 element list");
  if (::tcgetattr(fd, &mode) < 0) return fail(thread);
  Value list(args[2]);
  std::int64_t numbers[6] = {};
  for (std::size_t i = 0; i < 6; ++i)
    if (!as_int64(thread, as<List>(list)[i], numbers[i])) return error_set;
  mode.c_iflag = static_cast<tcflag_t>(numbers[0]), mode.c_oflag = static_cast<tcflag_t>(numbers[1]);
  mode.c_cflag = static_cast<tcflag_t>(numbers[2]), mode.c_lflag = static_cast<tcflag_t>(numbers[3]);
  Value characters(as<List>(list)[6]);
  if (!is<List>(characters) || as<List>(characters).length != NCCS) return raise_type_error(thread, "tcsetattr: attributes[6] must be {} element list", NCCS);
  for (std::size_t i = 0; i < NCCS; ++i) {
    Ref v = as<List>(characters)[i];
    std::int64_t number = 0;
    if (is<Bytes>(v) && as<Bytes>(v).length == 1) mode.c_cc[i] = static_cast<cc_t>(as<Bytes>(v).data()[0]);
    else if (is_int(v) && int_fits(v, number)) mode.c_cc[i] = static_cast<cc_t>(number);
    else return raise_type_error(thread, "tcsetattr: elements of attributes must be characters or integers");
  }
  if (::cfsetispeed(&mode, static_cast<speed_t>(numbers[4])) < 0 || ::cfsetospeed(&mode, static_cast<speed_t>(numbers[5])) < 0) return fail(thread);
  return done(thread, unlocked(thread, [&] { return ::tcsetattr(fd, when, &mode); }));
}

template <int (*action)(int, int)>
Value with_number(Thread& thread, Ref, Args args) {
  int fd = 0, number = 0;
  if (!descriptor_argument(thread, args[0], fd) || !int_argument(thread, args[1], number)) return error_set;
  return done(thread, unlocked(thread, [&] { return action(fd, number); }));
}
Value drain(Thread& thread, Ref, Args args) {
  int fd = 0;
  return descriptor_argument(thread, args[0], fd) ? done(thread, unlocked(thread, [&] { return ::tcdrain(fd); })) : Value();
}
Value get_size(Thread& thread, Ref, Args args) {
  int fd = 0;
  winsize size{};
  if (!descriptor_argument(thread, args[0], fd)) return error_set;
  if (::ioctl(fd, TIOCGWINSZ, &size) < 0) return fail(thread);
  Value rows = Value::small(size.ws_row), columns = Value::small(size.ws_col);
  return make_tuple(thread, {rows.ref(), columns.ref()});
}
Value set_size(Thread& thread, Ref, Args args) {
  int fd = 0;
  winsize size{};
  if (!descriptor_argument(thread, args[0], fd)) return error_set;
  if (!is<Tuple>(args[1]) && !is<List>(args[1])) return raise_type_error(thread, "tcsetwinsize, arg 2: must be a two-item sequence");
  Value pair = to_tuple(thread, args[1]);
  std::int64_t rows = 0, columns = 0;
  if (!pair) return error_set;
  if (as<Tuple>(pair).length != 2) return raise_type_error(thread, "tcsetwinsize, arg 2: must be a two-item sequence");
  if (!as_int64(thread, as<Tuple>(pair)[0], rows) || !as_int64(thread, as<Tuple>(pair)[1], columns)) return error_set;
  if (::ioctl(fd, TIOCGWINSZ, &size) < 0) return fail(thread);
  if (rows < 0 || rows > 0xffff || columns < 0 || columns > 0xffff) return raise_overflow(thread, "winsize value(s) out of range.");
  size.ws_row = static_cast<unsigned short>(rows), size.ws_col = static_cast<unsigned short>(columns);
  return done(thread, ::ioctl(fd, TIOCSWINSZ, &size));
}

constexpr Method rows[] = {
    {"tcdrain(fd, /)", drain},
    {"tcflow(fd, action, /)", with_number<::tcflow>},
    {"tcflush(fd, queue, /)", with_number<::tcflush>},
    {"tcgetattr(fd, /)", get_attributes},
    {"tcgetwinsize(fd, /)", get_size, since(3, 11)},
    {"tcsendbreak(fd, duration, /)", with_number<::tcsendbreak>},
    {"tcsetattr(fd, when, attributes, /)", set_attributes},
    {"tcsetwinsize(fd, winsize, /)", set_size, since(3, 11)},
};

// Linux's numbers.
constexpr ConstantRow constants[] = {
    {"B0", 0}, {"B1000000", 4104, since(3, 2)}, {"B110", 3}, {"B115200", 4098}, {"B1152000", 4105, since(3, 2)}, {"B1200", 9}, {"B134", 4}, {"B150", 5},
    {"B1500000", 4106, since(3, 2)}, {"B1800", 10}, {"B19200", 14}, {"B200", 6}, {"B2000000", 4107, since(3, 2)}, {"B230400", 4099}, {"B2400", 11},
    {"B2500000", 4108, since(3, 2)}, {"B300", 7}, {"B3000000", 4109, since(3, 2)}, {"B3500000", 4110, since(3, 2)}, {"B38400", 15}, {"B4000000", 4111, since(3, 2)},
    {"B460800", 4100}, {"B4800", 12}, {"B50", 1}, {"B500000", 4101, since(3, 2)}, {"B57600", 4097}, {"B576000", 4102, since(3, 2)}, {"B600", 8}, {"B75", 2},
    {"B921600", 4103, since(3, 2)}, {"B9600", 13}, {"BRKINT", 2}, {"BS0", 0}, {"BS1", 8192}, {"BSDLY", 8192}, {"CBAUD", 4111}, {"CBAUDEX", 4096}, {"CDSUSP", 25},
    {"CEOF", 4}, {"CEOL", 0}, {"CEOT", 4}, {"CERASE", 127}, {"CFLUSH", 15}, {"CIBAUD", 0x100f0000}, {"CINTR", 3}, {"CKILL", 21}, {"CLNEXT", 22}, {"CLOCAL", 2048},
    {"CQUIT", 28}, {"CR0", 0}, {"CR1", 512}, {"CR2", 1024}, {"CR3", 1536}, {"CRDLY", 1536}, {"CREAD", 128}, {"CRPRNT", 18}, {"CRTSCTS", 0x80000000u}, {"CS5", 0},
    {"CS6", 16}, {"CS7", 32}, {"CS8", 48}, {"CSIZE", 48}, {"CSTART", 17}, {"CSTOP", 19}, {"CSTOPB", 64}, {"CSUSP", 26}, {"CWERASE", 23}, {"ECHO", 8}, {"ECHOCTL", 512},
    {"ECHOE", 16}, {"ECHOK", 32}, {"ECHOKE", 2048}, {"ECHONL", 64}, {"ECHOPRT", 1024}, {"EXTA", 14}, {"EXTB", 15}, {"EXTPROC", 65536, since(3, 13)}, {"FF0", 0},
    {"FF1", 32768}, {"FFDLY", 32768}, {"FIOASYNC", 21586}, {"FIOCLEX", 21585}, {"FIONBIO", 21537}, {"FIONCLEX", 21584}, {"FIONREAD", 21531}, {"FLUSHO", 4096},
    {"HUPCL", 1024}, {"ICANON", 2}, {"ICRNL", 256}, {"IEXTEN", 32768}, {"IGNBRK", 1}, {"IGNCR", 128}, {"IGNPAR", 4}, {"IMAXBEL", 8192}, {"INLCR", 64}, {"INPCK", 16},
    {"IOCSIZE_MASK", 0x3fff0000}, {"IOCSIZE_SHIFT", 16}, {"ISIG", 1}, {"ISTRIP", 32}, {"IUCLC", 512}, {"IUTF8", 16384, since(3, 13)}, {"IXANY", 2048}, {"IXOFF", 4096},
    {"IXON", 1024}, {"NCC", 8}, {"NCCS", 32}, {"NL0", 0}, {"NL1", 256}, {"NLDLY", 256}, {"NOFLSH", 128}, {"N_MOUSE", 2}, {"N_PPP", 3}, {"N_SLIP", 1}, {"N_STRIP", 4},
    {"N_TTY", 0}, {"OCRNL", 8}, {"OFDEL", 128}, {"OFILL", 64}, {"OLCUC", 2}, {"ONLCR", 4}, {"ONLRET", 32}, {"ONOCR", 16}, {"OPOST", 1}, {"PARENB", 256}, {"PARMRK", 8},
    {"PARODD", 512}, {"PENDIN", 16384}, {"TAB0", 0}, {"TAB1", 2048}, {"TAB2", 4096}, {"TAB3", 6144}, {"TABDLY", 6144}, {"TCFLSH", 21515}, {"TCGETA", 21509},
    {"TCGETS", 21505}, {"TCIFLUSH", 0}, {"TCIOFF", 2}, {"TCIOFLUSH", 2}, {"TCION", 3}, {"TCOFLUSH", 1}, {"TCOOFF", 0}, {"TCOON", 1}, {"TCSADRAIN", 1}, {"TCSAFLUSH", 2},
    {"TCSANOW", 0}, {"TCSBRK", 21513}, {"TCSBRKP", 21541}, {"TCSETA", 21510}, {"TCSETAF", 21512}, {"TCSETAW", 21511}, {"TCSETS", 21506}, {"TCSETSF", 21508},
    {"TCSETSW", 21507}, {"TCXONC", 21514}, {"TIOCCONS", 21533}, {"TIOCEXCL", 21516}, {"TIOCGETD", 21540}, {"TIOCGICOUNT", 21597}, {"TIOCGLCKTRMIOS", 21590},
    {"TIOCGPGRP", 21519}, {"TIOCGSERIAL", 21534}, {"TIOCGSOFTCAR", 21529}, {"TIOCGWINSZ", 21523}, {"TIOCINQ", 21531}, {"TIOCLINUX", 21532}, {"TIOCMBIC", 21527},
    {"TIOCMBIS", 21526}, {"TIOCMGET", 21525}, {"TIOCMIWAIT", 21596}, {"TIOCMSET", 21528}, {"TIOCM_CAR", 64}, {"TIOCM_CD", 64}, {"TIOCM_CTS", 32}, {"TIOCM_DSR", 256},
    {"TIOCM_DTR", 2}, {"TIOCM_LE", 1}, {"TIOCM_RI", 128}, {"TIOCM_RNG", 128}, {"TIOCM_RTS", 4}, {"TIOCM_SR", 16}, {"TIOCM_ST", 8}, {"TIOCNOTTY", 21538},
    {"TIOCNXCL", 21517}, {"TIOCOUTQ", 21521}, {"TIOCPKT", 21536}, {"TIOCPKT_DATA", 0}, {"TIOCPKT_DOSTOP", 32}, {"TIOCPKT_FLUSHREAD", 1}, {"TIOCPKT_FLUSHWRITE", 2},
    {"TIOCPKT_NOSTOP", 16}, {"TIOCPKT_START", 8}, {"TIOCPKT_STOP", 4}, {"TIOCSCTTY", 21518}, {"TIOCSERCONFIG", 21587}, {"TIOCSERGETLSR", 21593}, {"TIOCSERGETMULTI", 21594},
    {"TIOCSERGSTRUCT", 21592}, {"TIOCSERGWILD", 21588}, {"TIOCSERSETMULTI", 21595}, {"TIOCSERSWILD", 21589}, {"TIOCSER_TEMT", 1}, {"TIOCSETD", 21539},
    {"TIOCSLCKTRMIOS", 21591}, {"TIOCSPGRP", 21520}, {"TIOCSSERIAL", 21535}, {"TIOCSSOFTCAR", 21530}, {"TIOCSTI", 21522}, {"TIOCSWINSZ", 21524}, {"TOSTOP", 256},
    {"VDISCARD", 13}, {"VEOF", 4}, {"VEOL", 11}, {"VEOL2", 16}, {"VERASE", 2}, {"VINTR", 0}, {"VKILL", 3}, {"VLNEXT", 15}, {"VMIN", 6}, {"VQUIT", 1}, {"VREPRINT", 12},
    {"VSTART", 8}, {"VSTOP", 9}, {"VSUSP", 10}, {"VSWTC", 7}, {"VSWTCH", 7}, {"VT0", 0}, {"VT1", 16384}, {"VTDLY", 16384}, {"VTIME", 5}, {"VWERASE", 14}, {"XCASE", 4},
    {"XTABS", 6144}, {"_POSIX_VDISABLE", 0, since(3, 13)},
};

bool fill(Thread& thread, Module& module) {
  error_class.take();   // what another runtime left is gone with it
  error_class = new_class(thread, "termios", "error", thread.rt.exc.Exception);
  return error_class && module_add(thread, module, "error", error_class) && module_add_constants(thread, module, constants);
}

}  // namespace

extern const ModuleSpec termios_module;
const ModuleSpec termios_module{.name = "termios", .methods = rows, .fill = fill};

}  // namespace xvm
