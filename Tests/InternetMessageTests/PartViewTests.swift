import MailModel
import Testing

@testable import InternetMessage

@Suite("contacts (RFC 6350) and archives, looked at by themselves")
struct PartViewTests {
    private func read(_ part: MessagePart, _ octets: [UInt8]) -> [String] {
        let message = ReadableText.read(part, octets: octets[...])
        return message.lines.map(\.text) + message.notices.map { "! \($0)" }
    }

    private let contact = MessagePart(number: "2", type: "text", subtype: "vcard", fileName: "ada.vcf")

    @Test("a contact is a card")
    func card() {
        let text = """
            BEGIN:VCARD\r
            VERSION:3.0\r
            N:Lovelace;Ada;;Lady;\r
            FN:Ada\\, Countess of\r
              Lovelace\r
            ORG:Analytical Engines;Notes\r
            item1.EMAIL;TYPE=work:ada@example.org\r
            TEL;TYPE=cell:+44 20 1\r
            TEL;VALUE=uri:tel:+44-20-2\r
            ADR;TYPE=home:;;12 St James's Square;London;;SW1Y;England\r
            NOTE:Likes numbers\\nand poems\r
            END:VCARD\r
            BEGIN:VCARD\r
            N:Babbage;Charles;;;\r
            END:VCARD\r

            """
        #expect(
            read(contact, Array(text.utf8)) == [
                "Contact: Ada, Countess of Lovelace", "Of       Analytical Engines, Notes",
                "Mail     ada@example.org", "Phone    +44 20 1 (mobile)", "Phone    +44-20-2",
                "Address  12 St James's Square, London, SW1Y, England", "Note     Likes numbers and poems", "",
                "Contact: Charles Babbage",
            ])
    }

    @Test("what is no contact is a text")
    func noCard() {
        #expect(read(contact, Array("Hello\r\n".utf8)) == ["Hello"])
        #expect(read(contact, Array("BEGIN:VCARD\r\nFN:x\r\n".utf8)) == ["BEGIN:VCARD", "FN:x"])
    }

    private let file = MessagePart(number: "2", type: "application", subtype: "octet-stream", fileName: "a.ZIP")

    private func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) } }

    /// A ZIP file with nothing but its table.
    private func zip(_ names: [(String, Int)], flags: Int = 0, comment: String = "") -> [UInt8] {
        var octets: [UInt8] = [0x50, 0x4B, 0x03, 0x04] + Array(repeating: 0, count: 26)
        let start = octets.count
        for (name, size) in names {
            octets += [0x50, 0x4B, 0x01, 0x02] + little(0, 4) + little(flags, 2) + little(0, 10) + little(size / 2, 4)
            octets += little(size, 4) + little(name.utf8.count, 2) + little(0, 4) + little(0, 12) + Array(name.utf8)
        }
        let length = octets.count - start
        octets += [0x50, 0x4B, 0x05, 0x06] + little(0, 4) + little(names.count, 2) + little(names.count, 2)
        return octets + little(length, 4) + little(start, 4) + little(comment.utf8.count, 2) + Array(comment.utf8)
    }

    @Test("a ZIP file is listed by its table")
    func zipListing() {
        let octets = zip([("notes/", 0), ("notes/a.txt", 1200), ("../../etc/passwd", 7)], comment: "PK")
        let expected = ["2 files", "        1200  notes/a.txt", "           7  ../../etc/passwd"]
        #expect(read(file, octets) == expected)
        #expect(read(file, zip([("a", 1)], flags: 1)) == ["1 file", "           1  a  (encrypted)"])
        #expect(read(file, zip([])) == ["0 files"])
        let many = zip((0..<1_500).map { ("\($0)", $0) })
        #expect(read(file, many).last == "and 500 more")
        for count in stride(from: 4, to: octets.count, by: 5) { #expect(!read(file, Array(octets[..<count])).isEmpty) }
        #expect(read(file, Array(octets[..<(octets.count - 4)])) == ["0 files, as far as it can be read"])
    }

    private func tar(_ name: String, _ content: String, kind: String = "0") -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        header.replaceSubrange(0..<name.utf8.count, with: Array(name.utf8))
        let size = String(content.utf8.count, radix: 8)
        header.replaceSubrange(124..<(124 + size.utf8.count), with: Array(size.utf8))
        header[156] = Array(kind.utf8)[0]
        header.replaceSubrange(257..<262, with: Array("ustar".utf8))
        let blocks = (content.utf8.count + 511) / 512 * 512
        return header + Array(content.utf8) + Array(repeating: 0, count: blocks - content.utf8.count)
    }

    @Test("a tar file is listed by its headers")
    func tarListing() {
        let long = String(repeating: "x", count: 150)
        let octets =
            tar("a/", "", kind: "5") + tar("a/b.txt", "Hello") + tar("././@LongLink", long + "\0", kind: "L")
            + tar("short", "1") + tar("PaxHeader", "20 path=grüße.txt\n", kind: "x") + tar("gr", "22")
            + Array(repeating: 0, count: 1024)
        let expected = ["3 files", "           5  a/b.txt", "           1  \(long)", "           2  grüße.txt"]
        #expect(read(file, octets) == expected)
        #expect(read(file, Array(octets[..<1_100])) == ["1 file", "           5  a/b.txt"])
        #expect(read(file, Array(octets[..<900])) == ["0 files, as far as it can be read"])
    }

    /// A gzip file with a deflate stream of that.
    private func gzip(_ deflated: [UInt8]) -> [UInt8] {
        [0x1F, 0x8B, 8, 8 | 16 | 2, 0, 0, 0, 0, 0, 3] + Array("a.tar\0".utf8) + Array("comment\0".utf8) + [1, 2]
            + deflated
            + little(0, 4) + little(10_240, 4)
    }

    /// A deflate block that is not compressed.
    private func stored(_ octets: [UInt8], isLast: Bool = true) -> [UInt8] {
        [isLast ? 1 : 0] + little(octets.count, 2) + little(0xFFFF - octets.count, 2) + octets
    }

    @Test("a tar file inside a gzip file is listed, as far as it goes")
    func compressedTar() {
        let octets = tar("a/b.txt", "Hello") + tar("c", "12") + Array(repeating: 0, count: 1024)
        let expected = ["2 files", "           5  a/b.txt", "           2  c"]
        #expect(read(file, gzip(stored(octets))) == expected)
        let pieces = stride(from: 0, to: octets.count, by: 100).map {
            stored(Array(octets[$0..<min($0 + 100, octets.count)]), isLast: $0 + 100 >= octets.count)
        }
        #expect(read(file, gzip(pieces.flatMap(\.self))) == expected)
        let cut = gzip(stored(octets)).prefix(1_200)
        #expect(read(file, Array(cut)) == ["1 file, as far as it can be read", "           5  a/b.txt"])
        #expect(read(file, gzip(stored(Array("No tar.".utf8)))) == ["1 file", "       10240  a.tar"])
    }

    @Test("a gzip file that would become gigabytes is read up to a limit")
    func bomb() {
        var header = tar("zeros", "")
        header.replaceSubrange(124..<135, with: Array("77777777777".utf8))
        // Fixed codes: a zero, and then over and over the 258 octets before.
        var bits = "110" + "00110000"
        bits += String(repeating: "11000101" + "00000", count: 1_200_000)
        var deflated: [UInt8] = []
        var (octet, place): (UInt8, UInt8) = (0, 0)
        for bit in bits.utf8 {
            if bit == UInt8(ascii: "1") { octet |= 1 << place }
            place += 1
            if place == 8 {
                deflated.append(octet)
                (octet, place) = (0, 0)
            }
        }
        let listing = read(file, gzip(stored(header, isLast: false) + deflated))
        #expect(listing == ["1 file, as far as it can be read", "  8589934591  zeros"])
    }

    @Test("a gzip file has one file, and what is none of them is said to be none")
    func others() {
        let gzip: [UInt8] =
            [0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3] + Array("a.tar\0".utf8) + [3, 0] + little(0, 4) + little(10_240, 4)
        #expect(read(file, gzip) == ["1 file", "       10240  a.tar"])
        #expect(read(file, Array(gzip[..<12])) == ["0 files, as far as it can be read"])
        #expect(read(file, Array("Hello".utf8)) == ["! this is no archive that can be listed"])
        #expect(read(file, []) == ["! this is no archive that can be listed"])
    }
}
