import Testing

@testable import Programs

@Suite("mailcap (RFC 1524)")
struct MailcapTests {
    @Test(
        "a line",
        arguments: [
            ("text/html; w3m -T text/html", "text/html", "w3m -T text/html"),
            ("IMAGE; xv %s", "image/*", "xv %s"), ("image/*; xv %s", "image/*", "xv %s"),
            (#"a/b; one \; two; needsterminal"#, "a/b", "one ; two"), (#"a/b; echo '\%s'"#, "a/b", #"echo '\%s'"#),
            (#"a/b; echo \\; x"#, "a/b", #"echo \\"#),
        ])
    func line(_ line: String, _ type: String, _ command: String) throws {
        let entry = try #require(MailcapEntry(line: line))
        #expect(entry.type == type && entry.command == command)
    }

    @Test("no line", arguments: ["", "# a/b; c", "text/html", "text/html;", "a/b/c; d", "/b; c", "; c", "a/; c"])
    func noLine(_ line: String) {
        #expect(MailcapEntry(line: line) == nil)
    }

    @Test("its fields, whatever their case and order, and what is not for a reader left out")
    func fields() throws {
        let text =
            "application/x; show %s ;description=\"A thing\"; TEST = test -n \"$DISPLAY\";copiousOutput"
            + "; print=lpr %s;nametemplate=%s.x ; NeedsTerminal; x11-bitmap=/etc/x"
        let entry = try #require(MailcapEntry(line: text))
        #expect(entry.command == "show %s" && entry.test == "test -n \"$DISPLAY\"")
        #expect(entry.nameTemplate == "%s.x" && entry.needsTerminal && entry.isCopious)
    }

    @Test("lines that go on, comments, both kinds of line ends")
    func file() {
        var mailcap = Mailcap()
        mailcap.add(Array("# a; b\\\r\na/a; one \\\n  two; \\\r\n needsterminal\r\n\n#\nb/b; three\\".utf8))
        #expect(mailcap.entries.map(\.type) == ["a/a", "b/b"])
        #expect(mailcap.entries.map(\.command) == ["one   two", "three"])
        #expect(mailcap.entries.map(\.needsTerminal) == [true, false])
    }

    private static let values = MailcapCommand.Values(
        path: "/tmp/p 1/part.pdf", type: "application/pdf",
        parameters: ["charset": "utf-8", "evil": "a;id", "dash": "-x"])

    @Test(
        "without shell syntax it is taken apart here",
        arguments: [
            ("xpdf %s", ["xpdf", "/tmp/p 1/part.pdf"]), ("xpdf '%s'", ["xpdf", "/tmp/p 1/part.pdf"]),
            (#"x -f="%s" "#, ["x", "-f=/tmp/p 1/part.pdf"]), ("x %t  %{Charset}", ["x", "application/pdf", "utf-8"]),
            (#"x \%s 100\% "" 'a b' "c\"d\e" f\ g"#, ["x", "%s", "100%", "", "a b", #"c"d\e"#, "f g"]),
            ("x -I %{none} y", ["x", "-I", "", "y"]), ("date +%Y", ["date", "+%Y"]),
        ] as [(String, [String])])
    func words(_ command: String, _ words: [String]) {
        #expect(MailcapCommand(command, Self.values)?.words == words)
    }

    @Test(
        "with shell syntax the values are the shell's arguments, whatever quotes they stand in",
        arguments: [
            ("cat %s | less", #"cat "${1}" | less"#, 1), ("cat '%s' | less", #"cat ''"${1}"'' | less"#, 1),
            (#"x "%s-%t" &"#, #"x "${1}-${2}" &"#, 2), ("A=1 x %s", #"A=1 x "${1}""#, 1),
            (#"test -n "$DISPLAY""#, #"test -n "$DISPLAY""#, 0), (#"x \%s; y \\%s"#, #"x %s; y \\"${1}""#, 1),
        ])
    func shell(_ command: String, _ line: String, _ count: Int) throws {
        let words = try #require(MailcapCommand(command, Self.values)?.words)
        #expect(words == Program.shell(line, Array(["/tmp/p 1/part.pdf", "application/pdf"].prefix(count))))
    }

    @Test(
        "is passed over",
        arguments: [
            "x %{evil}", "x '%{evil}'", "x %{dash}", "x %{", "x %n", "x %F", "x 'y", #"x "y"#, #"x \"#, "", "  ",
        ])
    func passedOver(_ command: String) {
        #expect(MailcapCommand(command, Self.values) == nil)
    }

    @Test("a type that is no word of MIME is not put in", arguments: ["a/b c", "a/$(id)", "-a/b", "a/'", "a/\u{1B}"])
    func type(_ type: String) {
        #expect(MailcapCommand("x %t", .init(path: "/p", type: type, parameters: [:])) == nil)
    }

    @Test("the first line that fits and whose test succeeds")
    func choosing() async {
        var mailcap = Mailcap()
        let text = """
            text/*; first; test=false
            text/x; second %s; test=test "%{charset}" = utf-8; nametemplate=%s.y
            text/x; third %s; test=test -f %s
            TEXT/*; fourth; copiousoutput
            image/*; fifth %s; nametemplate=../%s
            video; sixth %s; nametemplate=a%sb%s
            """
        mailcap.add(Array(text.utf8))
        func viewer(_ type: String, _ parameters: [String: String] = [:], ending: String = "z") async -> Mailcap.Viewer?
        {
            await mailcap.viewer(of: type, parameters: parameters, in: "/d", base: "p1", ending: ending)
        }
        #expect(await viewer("text/x", ["charset": "utf-8"])?.words == ["second", "/d/p1.y"])
        let fourth = await viewer("text/X", ["charset": "\"; id"])
        #expect(fourth?.words == ["fourth"] && fourth?.path == nil && fourth?.isCopious == true)
        #expect(await viewer("image/png")?.path == "/d/p1.z")
        #expect(await viewer("image/png", ending: "a b;c")?.path == "/d/p1")
        #expect(await viewer("image/png", ending: "../x")?.path == "/d/p1")
        #expect(await viewer("video/x", ending: "")?.path == "/d/p1")
        #expect(await viewer("audio/x") == nil)
    }
}
