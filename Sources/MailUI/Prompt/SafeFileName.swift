/// A file name made of what a stranger wrote.
enum SafeFileName {
    /// Shorter than any file system's limit of 255, with room for a suffix.
    static let longestInOctets = 180

    /// Makes a plain name: no folders, not hidden, nothing that a terminal or a shell would act on.
    ///
    /// - Parameters:
    ///   - text: A stranger's name or subject.
    ///   - fallback: Taken where nothing is left of it.
    ///   - suffix: Goes at the end, such as `.eml`.
    /// - Returns: Never empty, never `.` or `..`, without `/` and control characters.
    static func make(_ text: String, otherwise fallback: String, suffix: String = "") -> String {
        // What stands before the last slash is a path, and not ours to follow.
        let base = suffix.isEmpty ? text.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) : text
        var name = String(String.UnicodeScalarView((base ?? "").unicodeScalars.map(Self.plain)))
        name = name.split(separator: " ").joined(separator: " ")
        while let first = name.first, first == "." || first == "-" || first == " " { name.removeFirst() }
        name = shortened(name)
        while let last = name.last, last == "." || last == " " { name.removeLast() }
        return (name.isEmpty ? fallback : name) + suffix
    }

    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        // Format characters turn names around: `exe.gpj` would read as `jpg.exe`.
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return " "
        case .spaceSeparator: return " "
        default: return #"/\:*?"<>|`$;&!~'"#.unicodeScalars.contains(scalar) ? "_" : scalar
        }
    }

    /// Cuts the middle of a long name, so that the extension stays.
    private static func shortened(_ name: String) -> String {
        guard name.utf8.count > longestInOctets else { return name }
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        let ending = name[dot...].utf8.count <= 16 ? String(name[dot...]) : ""
        var kept = name.dropLast(ending.count)
        while kept.utf8.count + ending.utf8.count > longestInOctets { kept = kept.dropLast() }
        return kept + ending
    }
}
