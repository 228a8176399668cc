import InternetMessage
import Testing

@Suite("parameter (RFC 2045 §5.1, RFC 2231)")
struct ParameterValueTests {
    @Test(
        "reads",
        arguments: [
            ("text/plain", "text/plain", [:]),
            ("Text/HTML; Charset=\"UTF-8\"", "text/html", ["charset": "UTF-8"]),
            ("text/plain; charset=us-ascii (Plain text)", "text/plain", ["charset": "us-ascii (Plain text)"]),
            ("a/b; x=\"a;b\"; y=c", "a/b", ["x": "a;b", "y": "c"]),
            ("a/b; x=\"say \\\"hi\\\"\"", "a/b", ["x": "say \"hi\""]),
            ("a/b; x=\"C:\\temp\\a.doc\"", "a/b", ["x": "C:\\temp\\a.doc"]),
            ("a/b;x=1;;y=2;", "a/b", ["x": "1", "y": "2"]),
            ("a/b; junk; x=1; =2; y", "a/b", ["x": "1"]),
            ("a/b; x=\"not closed; y=2", "a/b", ["x": "not closed; y=2"]),
            ("attachment; filename=my file.pdf; size=3", "attachment", ["filename": "my file.pdf", "size": "3"]),
            ("a/b;\r\n\tx=1;\r\n y=\"2\r\n 3\"", "a/b", ["x": "1", "y": "2 3"]),
            ("a/b; x=1; x=2", "a/b", ["x": "1"]),
            // RFC 2231.
            ("a; filename*=utf-8''caf%C3%A9.pdf", "a", ["filename": "café.pdf"]),
            ("a; filename*=iso-8859-1'en'caf%E9.pdf", "a", ["filename": "café.pdf"]),
            ("a; f*0=\"one \"; f*1=two", "a", ["f": "one two"]),
            ("a; f*1*=%A9.pdf; f*0*=utf-8''caf%C3", "a", ["f": "café.pdf"]),
            ("a; f*0*=utf-8''caf%C3%A9; f*1=\" 100%41\"", "a", ["f": "café 100%41"]),
            ("a; filename=plain.txt; filename*=utf-8''better.txt", "a", ["filename": "better.txt"]),
            ("a; f*=%41%4", "a", ["f": "A%4"]),
            ("a; f*x=1; *=2", "a", [:]),
            // RFC 2047 where it may not be.
            ("a; name=\"=?utf-8?Q?caf=C3=A9.pdf?=\"", "a", ["name": "café.pdf"]),
            ("a; name==?utf-8?Q?caf=C3=A9.pdf?=", "a", ["name": "café.pdf"]),
            ("a; name=\"café.pdf\"", "a", ["name": "café.pdf"]),
            ("a; n*0=\"=?utf-8?q?caf\"; n*1=\"=C3=A9?=\"", "a", ["n": "café"]),
            ("", "", [:]), (";", "", [:]), ("=", "=", [:]), ("a; b=", "a", ["b": ""]), ("a; b=\"", "a", ["b": ""]),
        ] as [(String, String, [String: String])]
    )
    func reads(_ raw: String, _ value: String, _ parameters: [String: String]) {
        let read = ParameterValue(Array(raw.utf8)[...])
        #expect(read.value == value)
        #expect(read.parameters == parameters)
    }

    @Test("is bounded", arguments: ["a=1;", "a*0=x;", ";", "a", "\"", "a=\"", "\\"])
    func bounded(_ piece: String) {
        let raw = String(repeating: piece, count: 50_000) + (0..<2_000).map { "p\($0)=1;" }.joined()
        #expect(ParameterValue(Array(raw.utf8)[...]).parameters.count <= 500)
    }
}
