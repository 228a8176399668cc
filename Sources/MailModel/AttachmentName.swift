/// Names for files that hold attachments.
package enum AttachmentName {
    /// A base name that is safe to create in a folder, whatever a stranger wished.
    ///
    /// No path, no control, format or bidi characters, no leading dot, no blanks at its ends, nothing
    /// that a shell acts on, none of Windows' device names, 1 to 200 octets, the extension kept.
    ///
    /// - Parameters:
    ///   - fileName: What the message calls it; may be empty.
    ///   - contentType: Such as `image/png`, for the extension of a name that is made up.
    /// - Returns: The name; `attachment` with an extension where nothing is left of the stranger's.
    package static func safe(_ fileName: String, contentType: String) -> String {
        // A path of either kind; only its last step that is not empty counts.
        let steps = fileName.unicodeScalars.prefix(10_000).split { $0 == "/" || $0 == "\\" }
        let harmless = steps.last.map { $0.filter(isHarmless) } ?? []
        var name = String(String.UnicodeScalarView(harmless.map { shellMarks.contains($0) ? "_" : $0 }))
        name = trimmed(name)
        if name.isEmpty { name = "attachment" + fileExtension(of: contentType) }
        let stem = name.prefix { $0 != "." }.lowercased()
        if devices.contains(stem) { name = "_" + name }
        return shortened(name)
    }

    private static func trimmed(_ name: String) -> String {
        var text = name[...]
        while let first = text.first, first == "." || first.isWhitespace || first == "-" || first == "~" {
            text = text.dropFirst()
        }
        while let last = text.last, last == "." || last.isWhitespace { text = text.dropLast() }
        return String(text)
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        // Marks of file systems and shells, and the replacement of what could not be decoded.
        default: !":*?\"<>\u{FFFD}".unicodeScalars.contains(scalar)
        }
    }

    /// What a shell would act on, should a person type the name.
    private static let shellMarks = Set("`$;&!'|".unicodeScalars)

    /// At most 200 octets; of a long name, the end of the stem goes, not the extension.
    private static func shortened(_ name: String) -> String {
        guard name.utf8.count > 200 else { return name }
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        let ending = name[dot...].utf8.count <= 20 ? String(name[dot...]) : ""
        var stem = String.UnicodeScalarView()
        var room = 200 - ending.utf8.count
        for scalar in name.unicodeScalars {
            room -= UTF8.width(scalar)
            if room < 0 { break }
            stem.append(scalar)
        }
        return String(stem) + ending
    }

    private static func fileExtension(of contentType: String) -> String {
        extensions[contentType.lowercased()]
            ?? (["text/", "message/"].contains { contentType.lowercased().hasPrefix($0) } ? ".txt" : ".bin")
    }

    private static let extensions = [
        "text/html": ".html", "text/calendar": ".ics", "text/csv": ".csv", "text/vcard": ".vcf",
        "text/x-patch": ".patch",
        "text/x-diff": ".diff", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp",
        "image/svg+xml": ".svg", "application/pdf": ".pdf", "application/zip": ".zip", "application/json": ".json",
        "message/rfc822": ".eml", "audio/mpeg": ".mp3", "video/mp4": ".mp4",
    ]

    private static let devices: Set<String> = {
        let numbered = (0...9).flatMap { ["com\($0)", "lpt\($0)"] }
        return Set(numbered + ["con", "prn", "aux", "nul"])
    }()
}
