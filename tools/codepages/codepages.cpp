// codepages OUT: writes the tables of single-byte character sets, as the C library's iconv knows them.
#include <iconv.h>

#include <cstdint>
#include <cstdio>
#include <cstring>

static const struct { const char *name, *charset; } pages[] = {
    {"cp037", "CP037"}, {"cp437", "CP437"}, {"cp500", "CP500"}, {"cp737", "CP737"}, {"cp775", "CP775"}, {"cp850", "CP850"}, {"cp852", "CP852"},
    {"cp855", "CP855"}, {"cp857", "CP857"}, {"cp858", "CP858"}, {"cp860", "CP860"}, {"cp861", "CP861"}, {"cp862", "CP862"}, {"cp863", "CP863"},
    {"cp864", "CP864"}, {"cp865", "CP865"}, {"cp866", "CP866"}, {"cp869", "CP869"}, {"cp874", "CP874"}, {"cp1026", "CP1026"},
    {"cp1140", "CP1140"}, {"cp1250", "CP1250"}, {"cp1251", "CP1251"}, {"cp1252", "CP1252"}, {"cp1253", "CP1253"}, {"cp1254", "CP1254"},
    {"cp1255", "CP1255"}, {"cp1256", "CP1256"}, {"cp1257", "CP1257"}, {"cp1258", "CP1258"}, {"iso88592", "ISO-8859-2"},
    {"iso88593", "ISO-8859-3"}, {"iso88594", "ISO-8859-4"}, {"iso88595", "ISO-8859-5"}, {"iso88596", "ISO-8859-6"}, {"iso88597", "ISO-8859-7"},
    {"iso88598", "ISO-8859-8"}, {"iso88599", "ISO-8859-9"}, {"iso885910", "ISO-8859-10"}, {"iso885911", "ISO-8859-11"},
    {"iso885913", "ISO-8859-13"}, {"iso885914", "ISO-8859-14"}, {"iso885915", "ISO-8859-15"}, {"iso885916", "ISO-8859-16"},
    {"koi8r", "KOI8-R"}, {"koi8u", "KOI8-U"}, {"koi8t", "KOI8-T"}, {"kz1048", "RK1048"}, {"ptcp154", "PT154"}, {"tis620", "TIS-620"},
    {"macroman", "MACINTOSH"}, {"maccyrillic", "MAC-CYRILLIC"}, {"hproman8", "HP-ROMAN8"}};

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: codepages OUT\n");
    return 2;
  }
  std::FILE* out = std::fopen(argv[1], "w");
  if (!out) {
    std::perror(argv[1]);
    return 1;
  }
  std::fputs("// Made by tools/codepages from the C library's iconv.\n#include \"codecs/code_pages.h\"\n\nnamespace xvm {\n\nstatic constexpr CodePage pages[] = {\n", out);
  int status = 0;
  for (const auto& page : pages) {
    iconv_t converter = iconv_open("UTF-16LE", page.charset);
    if (converter == reinterpret_cast<iconv_t>(-1)) {
      std::fprintf(stderr, "codepages: iconv does not know %s; left out\n", page.charset);
      continue;
    }
    std::fprintf(out, "    {\"%s\",\n     {", page.name);
    for (int byte = 0; byte < 256; ++byte) {
      char in = static_cast<char>(byte);
      unsigned char units[8];
      char *from = &in, *to = reinterpret_cast<char*>(units);
      std::size_t in_left = 1, out_left = sizeof units;
      iconv(converter, nullptr, nullptr, nullptr, nullptr);
      bool known = iconv(converter, &from, &in_left, &to, &out_left) != static_cast<std::size_t>(-1);
      // What may combine with the next character is held back until asked for.
      if (known) known = iconv(converter, nullptr, nullptr, &to, &out_left) != static_cast<std::size_t>(-1);
      std::size_t size = sizeof units - out_left;
      if (known && std::strcmp(page.name, "macroman") == 0) {   // as Apple's and Python's tables have it
        if (byte == 0xc6) units[0] = 0x06, units[1] = 0x22;
        if (byte == 0xf0) units[0] = 0xff, units[1] = 0xf8;
      }
      std::fprintf(out, "%s0x%04x,", byte % 16 ? " " : "\n      ", known && size == 2 ? units[0] | units[1] << 8 : 0xffff);
    }
    std::fputs("}},\n", out);
    iconv_close(converter);
  }
  std::fputs("};\n\nstd::span<const CodePage> code_pages() { return pages; }\n\n}  // namespace xvm\n", out);
  if (std::fclose(out) != 0) status = 1;
  return status;
}
