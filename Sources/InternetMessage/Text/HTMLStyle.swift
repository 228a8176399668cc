/// What an element's attributes say of how it is seen.
struct HTMLStyle {
    /// Not shown at all, nor anything in it.
    private(set) var isHidden = false
    /// Whether text is invisibly small here; nothing where it is as around it.
    ///
    /// An element inside can set a size of its own, as newsletters' layout cells rely on.
    private(set) var isFontZero: Bool?
    private(set) var width: Int?
    private(set) var height: Int?
    private(set) var keepsLines = false
    private(set) var wrapsPreformatted = false
    /// A picture from elsewhere behind the text.
    private(set) var hasRemoteBackground = false

    init(style: String?) {
        // A style that is longer paints nothing that text could show.
        guard let style, !style.isEmpty, style.utf8.count <= 20_000 else { return }
        var (isFlat, isClipped, isPlaced, isFarAway) = (false, false, false, false)
        for declaration in style.utf8.split(separator: ASCII.semicolon) {
            guard let colon = declaration.firstIndex(of: ASCII.colon) else { continue }
            let name = declaration[..<colon].filter { !$0.isFolding }.lowercasedText
            // Most declarations say nothing of what text could show.
            guard Self.telling.contains(name) else { continue }
            let value = declaration[declaration.index(after: colon)...].filter { !$0.isFolding }.lowercasedText
            switch name {
            case "display": isHidden = isHidden || value.hasPrefix("none")
            case "visibility": isHidden = isHidden || value.hasPrefix("hidden") || value.hasPrefix("collapse")
            case "mso-hide": isHidden = isHidden || value.hasPrefix("all")
            case "opacity": isHidden = isHidden || Self.pixels(value) == 0
            case "font-size": isFontZero = Self.pixels(value) == 0
            case "max-height", "max-width": isFlat = isFlat || Self.pixels(value) == 0
            case "overflow": isClipped = value.hasPrefix("hidden")
            case "position": isPlaced = value.hasPrefix("absolute") || value.hasPrefix("fixed")
            case "left", "top", "text-indent": isFarAway = isFarAway || Self.isFarAway(value)
            case "width": width = Self.pixels(value)
            case "height": height = Self.pixels(value)
            case "white-space":
                keepsLines = value.hasPrefix("pre")
                wrapsPreformatted = value.hasPrefix("pre-wrap") || value.hasPrefix("pre-line")
            case "background", "background-image":
                hasRemoteBackground =
                    value.contains("url(http") || value.contains("url('http") || value.contains("url(\"http")
            default: break
            }
        }
        isHidden = isHidden || (isFlat && isClipped) || (isPlaced && isFarAway)
    }

    private static let telling: Set<String> = [
        "display", "visibility", "mso-hide", "opacity", "font-size", "max-height", "max-width", "overflow", "position",
        "left", "top", "text-indent", "width", "height", "white-space", "background", "background-image",
    ]

    /// A thousand pixels or more to the left of the window, or above it.
    private static func isFarAway(_ value: String) -> Bool {
        value.hasPrefix("-") && (pixels(String(value.dropFirst())) ?? 0) >= 999
    }

    /// The whole part of a number such as `0`, `0px`, `0.5em` (1, since it is not nothing); nothing for words.
    private static func pixels(_ value: String) -> Int? {
        let digits = value.utf8.prefix { $0.isDigit || $0 == ASCII.dot }
        guard !digits.isEmpty else { return nil }
        let isZero = digits.allSatisfy { $0 == 0x30 || $0 == ASCII.dot }
        guard !isZero else { return 0 }
        // A percentage says nothing of pixels.
        if value.hasSuffix("%") { return nil }
        return max(1, Int(String(decoding: digits.prefix { $0.isDigit }.prefix(6), as: UTF8.self)) ?? 1)
    }
}
