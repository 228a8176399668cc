extension Charset {
    /// Charsets by their names' letters and digits, in lower case.
    ///
    /// Liberal, as browsers are (WHATWG Encoding §4.2): ISO-8859-1 is read as windows-1252, GB2312 as
    /// GB18030, KS C 5601 as CP949, Shift_JIS as CP932: each is a superset, and people
    /// send the superset under the smaller one's name.
    static let known: [String: Charset] = {
        var known: [String: Charset] = [:]
        for name in ["utf8", "unicode11utf8", "utf8mb4", "utf8bom", "cp65001", "65001"] { known[name] = .utf8 }
        for name in [
            "iso88591", "88591", "latin1", "l1", "isolatin1", "iso8859", "latin", "iso885911987", "cp819", "ibm819",
            "windows1252", "cp1252", "1252", "win1252", "ansi", "western",
        ] {
            known[name] = .windows1252
        }
        for (converter, names) in converters {
            for name in names.split(separator: " ") { known[String(name)] = .converted(from: converter) }
        }
        for (number, converter) in zip([2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16], iso8859) {
            known["iso8859\(number)"] = .converted(from: converter)
            known["8859\(number)"] = .converted(from: converter)
        }
        for number in [1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258] {
            for prefix in ["windows", "cp", "win", ""] {
                known["\(prefix)\(number)"] = .converted(from: "CP\(number)")
            }
        }
        for number in [437, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869] {
            for prefix in ["cp", "ibm", "dos", ""] { known["\(prefix)\(number)"] = .converted(from: "CP\(number)") }
        }
        return known
    }()

    /// Parts 2 to 10 and 13 to 16 of ISO 8859; part 9 by its superset, windows-1254.
    private static let iso8859 = [
        "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6", "ISO-8859-7", "ISO-8859-8", "CP1254",
        "ISO-8859-10", "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16",
    ]

    private static let converters: [(String, String)] = [
        ("UTF-7", "utf7 unicode11utf7 unicode20utf7"),
        ("UTF-16", "utf16 unicode ucs2"),
        ("UTF-16BE", "utf16be unicodebig"),
        ("UTF-16LE", "utf16le unicodelittle"),
        ("UTF-32", "utf32"),
        ("ISO-8859-6", "iso88596e iso88596i arabic asmo708 ecma114"),
        ("ISO-8859-7", "greek greek8 ecma118"),
        ("ISO-8859-8", "iso88598e iso88598i hebrew visual logical"),
        ("ISO-8859-2", "latin2 l2 isolatin2"),
        ("ISO-8859-5", "cyrillic"),
        ("CP1254", "latin5 turkish"),
        ("ISO-8859-10", "latin6"),
        ("ISO-8859-15", "latin9 latin0"),
        ("KOI8-R", "koi8r koi8 koi cskoi8r"),
        ("KOI8-U", "koi8u koi8ru"),
        ("GB18030", "gb18030 gb2312 gb231280 gbk cp936 936 windows936 ms936 euccn csgb2312 chinese cngb gb"),
        ("BIG5-HKSCS", "big5 big5hkscs cp950 950 windows950 csbig5 cnbig5 big5tw"),
        ("EUC-TW", "euctw"),
        ("EUC-JP", "eucjp ujis cseucpkdfmtjapanese"),
        ("CP932", "shiftjis sjis cp932 932 ms932 mskanji windows31j windows932 csshiftjis"),
        ("ISO-2022-JP-3", "iso2022jp iso2022jp1 iso2022jp2 iso2022jp3 iso2022jpms jis csiso2022jp cp50220 cp50221"),
        (
            "CP949",
            "euckr cp949 949 windows949 ksc56011987 ksc5601 ksc56011989 ks56011987 ksx1001 korean csksc56011987 uhc"
        ),
        ("ISO-2022-KR", "iso2022kr csiso2022kr"),
        ("JOHAB", "johab cp1361"),
        ("CP874", "windows874 cp874 874 tis620 iso885911 885911 dos874 thai"),
        ("VISCII", "viscii csviscii"),
        ("TCVN5712-1", "tcvn tcvn5712 tcvn57121"),
        ("ARMSCII-8", "armscii8"),
        ("MACINTOSH", "macintosh mac macroman csmacintosh"),
        ("MAC-CENTRALEUROPE", "macce maccentraleurope"),
        ("MAC-CYRILLIC", "maccyrillic macukrainian macuk"),
    ]
}
