extension String {
    /// What stands between blanks of any script.
    ///
    /// By scalars: whether a character is a blank takes the standard library a look into its tables.
    var words: [Substring] {
        unicodeScalars.split { $0.isASCII ? $0.value <= 0x20 : $0.properties.isWhitespace }.map(Substring.init)
    }
}
