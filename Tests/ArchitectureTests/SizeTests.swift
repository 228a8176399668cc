import Testing

@Suite("sizes")
struct SizeTests {
    @Test("no file is longer than 400 lines", arguments: SourceTree.sources)
    func fileLength(_ file: SourceTree.File) {
        #expect(file.lines.count <= 400)
    }

    @Test("no file is named for being useful, and none has leftovers in it", arguments: SourceTree.sources)
    func names(_ file: SourceTree.File) {
        let name = file.path.split(separator: "/").last.map(String.init) ?? ""
        for vague in ["Utils", "Helper", "Common", "Manager", "Misc"] { #expect(!name.contains(vague)) }
        for leftover in ["TODO", "FIXME", "XXX:"] {
            #expect(!file.text.contains(leftover), "\(leftover) in \(file.path)")
        }
    }
}
