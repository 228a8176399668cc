import IMAP

/// Names of folders as names of files, one way and back: nothing a server or a person calls a folder can leave the
/// archive's own folder.
enum FolderPath {
    static let inbox = "INBOX"

    // MARK: Maildir++

    /// `.Lists.Swift`: a dot before each level, modified UTF-7 as Dovecot and Courier have it.
    ///
    /// A dot or slash within a level is spelled in base64, which no encoder must do and decoders take.
    static func maildirName(_ levels: [String]) -> String {
        levels.map { level in
            let pieces = level.split(separator: /[.\/]/, omittingEmptySubsequences: false)
            var name = ""
            var index = level.startIndex
            for piece in pieces {
                name += String(decoding: ModifiedUTF7.encode(String(piece)), as: UTF8.self)
                index = piece.endIndex
                if index < level.endIndex { name += level[index] == "." ? "&AC4-" : "&AC8-" }
            }
            return "." + name
        }.joined()
    }

    /// Levels of a Maildir++ folder's name; what is no modified UTF-7 stands as it is.
    static func levels(ofMaildirName name: String) -> [String] {
        name.split(separator: ".").map { ModifiedUTF7.decode(Array($0.utf8)) ?? String($0) }
    }

    // MARK: mbox

    static let mboxEnding = ".mbox"

    /// One level as a file name: `%` and two digits for a slash, a control character, a `%` and a leading dot.
    static func fileName(_ level: String) -> String {
        var name = ""
        for scalar in level.unicodeScalars {
            let isPlain = scalar.value >= 0x20 && scalar.value != 0x7F && scalar != "/" && scalar != "%"
            if isPlain && !(name.isEmpty && scalar == ".") {
                name.unicodeScalars.append(scalar)
            } else {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                name += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
            }
        }
        return name
    }

    /// The level that ``fileName(_:)`` wrote so; any other name stands for itself.
    static func level(ofFileName name: String) -> String {
        var level = String.UnicodeScalarView()
        var rest = Substring(name).unicodeScalars
        while let scalar = rest.popFirst() {
            let digits = String(Substring(rest.prefix(2)))
            if scalar == "%", digits.utf8.count == 2, let value = UInt8(digits, radix: 16), value < 0x80 {
                level.append(Unicode.Scalar(value))
                rest = rest.dropFirst(2)
            } else {
                level.append(scalar)
            }
        }
        return String(level)
    }
}
