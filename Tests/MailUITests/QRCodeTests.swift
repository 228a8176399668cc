import Testing

@testable import MailUI

@Suite("QR codes (ISO/IEC 18004)")
struct QRCodeTests {
    @Test("the codewords of Annex I's kind: a known block and its correction")
    func correction() {
        // "HELLO WORLD" at 1-M, known from many text books.
        let data: [UInt8] = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17]
        #expect(ReedSolomon.remainder(of: data, count: 10) == [196, 35, 39, 119, 235, 215, 231, 226, 93, 23])
    }

    @Test("a whole code, as python-qrcode 8 draws it")
    func whole() throws {
        let code = try #require(QRCode("https://provider.example/device", mask: 3))
        let drawn = (0..<code.size).map { row in
            String((0..<code.size).map { code[$0, row] ? "#" : "." as Character })
        }
        #expect(drawn == Self.drawing.split(separator: "\n").map(String.init))
    }

    private static let drawing = """
        #######.##.#....#.#######
        #.....#..#.##.....#.....#
        #.###.#.#....###..#.###.#
        #.###.#.#.#####...#.###.#
        #.###.#.#...##.#..#.###.#
        #.....#......#..#.#.....#
        #######.#.#.#.#.#.#######
        ..........#.#.##.........
        ####..#.#.#.#.#..#..###.#
        ##...#.....#....##.#...#.
        ##.#.##.#####.#.##..#....
        ...###.#.##.###...##.##..
        ..#..###.##.####.####.###
        ....#.......#########...#
        .##.#.###.#..##.###.#.##.
        #......###....####.##...#
        ...#..###..#.#..#########
        ........#.#####.#...#.#.#
        #######..##.....#.#.#.###
        #.....#.....#.###...#...#
        #.###.#..#.#..#.######.##
        #.###.#.#..###...##.#####
        #.###.#.#..##...#.#.#.##.
        #.....#.###.##...#..#.#..
        #######.##..###....######
        """

    @Test("grows with the text, up to 106 octets")
    func sizes() {
        let sizes = [1, 17, 18, 32, 33, 53, 54, 78, 79, 106].map {
            QRCode(String(repeating: "x", count: $0))?.size
        }
        #expect(sizes == [21, 21, 25, 25, 29, 29, 33, 33, 37, 37])
        #expect(QRCode(String(repeating: "x", count: 107)) == nil)
    }
}
