/// The language that a person reads, as a server is asked for it (RFC 6856 §3, RFC 5646).
package enum LanguageTag {
    /// Reads a locale's name: `de-AT` for `de_AT.UTF-8@euro`.
    ///
    /// - Parameter locale: As in `LC_MESSAGES`.
    /// - Returns: Nothing for `C`, `POSIX` and whatever names no language.
    package static func make(locale: String) -> Argument? {
        let name = locale.prefix { $0 != "." && $0 != "@" }
        let parts = name.split(separator: "_", omittingEmptySubsequences: false)
        let isTag = parts.allSatisfy { part in
            (2...8).contains(part.utf8.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
        guard isTag, parts.count <= 2, let language = parts.first, language.utf8.count <= 3 else { return nil }
        return Argument(parts.joined(separator: "-"))
    }
}
