extension ReadableLine {
    /// A link of the line with the text that it stands on.
    package struct LinkText: Hashable, Sendable {
        /// Index into the message's links.
        package var link: Int
        package var text: String
    }

    /// The texts of the links that are wanted, in their order.
    ///
    /// A line may have thousands of links: one walk along it finds them all.
    ///
    /// `isWanted`: Told the link's index and its text's length in unicode scalars.
    package func linkTexts(where isWanted: (_ link: Int, _ length: Int) -> Bool) -> [LinkText] {
        var texts: [LinkText] = []
        let scalars = text.unicodeScalars
        var (place, offset) = (scalars.startIndex, 0)
        for span in spans.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            guard case .link(let link) = span.style, isWanted(link, span.range.count),
                let start = scalars.index(place, offsetBy: span.range.lowerBound - offset, limitedBy: scalars.endIndex)
            else { continue }
            (place, offset) = (start, span.range.lowerBound)
            texts.append(LinkText(link: link, text: String(scalars[start...].prefix(span.range.count))))
        }
        return texts
    }
}
