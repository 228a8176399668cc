import CLibXML2

/// Counts the pictures that reading a message does not fetch.
struct ImageTally {
    private var images = 0
    private var pixels = 0

    /// Tells whether the picture is too small to be seen.
    @discardableResult
    mutating func count(_ image: xmlNodePtr, style: HTMLStyle) -> Bool {
        let width = style.width ?? image.attribute("width").flatMap { Int($0.prefix { $0.isNumber }) }
        let height = style.height ?? image.attribute("height").flatMap { Int($0.prefix { $0.isNumber }) }
        let isTiny = (width ?? 2) <= 1 || (height ?? 2) <= 1 || style.isHidden
        guard let source = image.attribute("src"), Self.isRemote(source) else { return isTiny }
        if isTiny { pixels += 1 } else { images += 1 }
        return isTiny
    }

    mutating func countBackground() { images += 1 }

    static func isRemote(_ source: String) -> Bool {
        let start = source.drop { $0.isWhitespace }.prefix(8).lowercased()
        return start.hasPrefix("http:") || start.hasPrefix("https:") || start.hasPrefix("//")
    }

    /// `blocked: 3 remote images, 1 tracking pixel`; nothing where there were none.
    var notice: String? {
        var kinds: [String] = []
        if images > 0 { kinds.append("\(images) remote image\(images == 1 ? "" : "s")") }
        if pixels > 0 { kinds.append("\(pixels) tracking pixel\(pixels == 1 ? "" : "s")") }
        return kinds.isEmpty ? nil : "blocked: " + kinds.joined(separator: ", ")
    }
}
