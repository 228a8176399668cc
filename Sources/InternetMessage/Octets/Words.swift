extension String {
    /// What stands between blanks of any script.
    ///
    /// By scalars: whether a character is a blank takes the standard library a look into its tables.
    var words: [Substring] {
        unicodeScalars.split { $0.isASCII ? $0.value <= 0x20 : $0.properties.isWhitespace }.map(Substring.init)
    }

    /// All of it is visible ASCII, with single spaces between its words.
    var isSpacedEvenly: Bool {
        var previous = ASCII.space
        for octet in utf8 {
            guard octet &- ASCII.space < 0x5F, octet != ASCII.space || previous != ASCII.space else { return false }
            previous = octet
        }
        return previous != ASCII.space
    }
}
