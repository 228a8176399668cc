import MailModel
import Testing

@Suite("attachment names")
struct AttachmentNameTests {
    @Test(
        "are made safe",
        arguments: [
            ("report.pdf", "report.pdf"), ("../../etc/passwd", "passwd"), ("/etc/passwd", "passwd"),
            ("C:\\docs\\a.doc", "a.doc"), (".bashrc", "bashrc"), ("..", "attachment.pdf"), ("", "attachment.pdf"),
            ("a/", "a"), ("-rf", "rf"), ("~root", "root"), ("a\u{0}b\n.txt", "ab.txt"), ("a:b*?.txt", "ab.txt"),
            ("annex\u{202E}fdp.exe", "annexfdp.exe"), ("con.txt", "_con.txt"), ("LPT1", "_LPT1"), ("a.txt . ", "a.txt"),
            ("a`b$(c)|d;e&f!g'h.txt", "a_b_(c)_d_e_f_g_h.txt"), ("Grüße 東京.pdf", "Grüße 東京.pdf"),
            ("\u{1B}[31mred.txt", "[31mred.txt"), ("a\u{FFFD}.txt", "a.txt"),
        ] as [(String, String)]
    )
    func safe(_ name: String, _ expected: String) {
        #expect(AttachmentName.safe(name, contentType: "application/pdf") == expected)
    }

    @Test("keep their extension when they are cut to 200 octets", arguments: ["x", "é", "東", "👩‍👩‍👧"])
    func cut(_ character: String) {
        let name = AttachmentName.safe(String(repeating: character, count: 1_000) + ".tar.gz", contentType: "a/b")
        #expect(name.utf8.count <= 200)
        #expect(name.utf8.count > 190)
        #expect(name.hasSuffix(".gz"))
    }
}
