import Glibc
import InternetMessage
import MailEngine
import MailModel
import MailUI

/// Parts of messages, on the screen and in files.
extension Reader {
    func read(_ part: MessagePart, of id: StoredID) {
        opening?.cancel()
        opening = errand { [self] meter throws(ReadingError) in
            let octets = try await octets(of: id, part: part.number, meter: meter)
            let text = await Self.readable(part, octets)
            guard !Task.isCancelled else { return }
            post(.part(id, part, text))
            // A message inside may be sealed, too.
            guard !text.seals.isEmpty else { return }
            let (_, found) = await Self.open(octets, with: seals)
            if !Task.isCancelled { post(.part(id, part, found)) }
        }
    }

    func readSource(of id: StoredID) {
        opening?.cancel()
        opening = errand { [self] meter throws(ReadingError) in
            let octets = try await octets(of: id, part: nil, meter: meter)
            let text = await Self.source(octets)
            if !Task.isCancelled { post(.part(id, .source(sizeInOctets: octets.count), text)) }
        }
    }

    /// Off the main actor.
    private nonisolated static func source(_ octets: [UInt8]) async -> ReadableMessage { MessageSource.read(octets) }

    /// Off the main actor; `octets`: without their transfer encoding.
    private nonisolated static func readable(_ part: MessagePart, _ octets: [UInt8]) async -> ReadableMessage {
        if ["message/rfc822", "message/global"].contains(part.contentType) {
            return ReadableText.read(ParsedMessage(octets: octets))
        }
        var decoded = part
        decoded.encoding = "binary"
        // Reports of servers are lines of text.
        if part.type == "message" { (decoded.type, decoded.subtype) = ("text", "plain") }
        return ReadableText.read(decoded, octets: octets[...])
    }

    /// Writes each under the first name that is free.
    func saveAll(_ files: [PartFile], of id: StoredID, into folder: String) {
        errand { [self] meter throws(ReadingError) in
            for file in files {
                let octets = try await octets(of: id, part: file.part, meter: meter)
                switch SavedFile.write(octets, underFreeNameLike: file.name, in: folder) {
                case .saved: break
                case let failure: return post(failure)
                }
            }
            post(.note("\(files.count) files saved in \(folder)"))
        }
    }

    /// Has a picture drawn on the terminal, by whatever means the terminal has.
    func showPicture(_ part: String, of id: StoredID) {
        errand { [self] meter throws(ReadingError) in
            let octets = try await octets(of: id, part: part, meter: meter)
            let words = imageViewer.split(separator: " ").map(String.init) + ["-"]
            inForeground {
                let (status, reason) = await ForegroundProgram(words: words, input: octets).run()
                if status == 127 {
                    // What can be done first: the line is short.
                    let why = reason.map { ": \($0)" } ?? ""
                    return "Not shown, o opens it: “\(words[0])” (image_viewer in config.toml)\(why)"
                }
                await ForegroundProgram.waitForKey()
                return nil
            }
        }
    }

    /// Hands a part to another program, in a folder that nobody else can read, and that goes when Postern ends.
    ///
    /// The opener of the configuration comes first, then mailcap, then the usual opener.
    func open(_ part: MessagePart, named name: String, of id: StoredID) {
        opening?.cancel()
        opening = errand { [self] meter throws(ReadingError) in
            let octets = try await octets(of: id, part: part.number, meter: meter)
            guard let folder = temporaryFolder() else {
                return post(.failed(reason: "There is no room for temporary files."))
            }
            if opener == nil, let viewer = await viewer(of: part, named: name, in: folder) {
                return await view(octets, of: part, in: id, by: viewer)
            }
            switch SavedFile.write(octets, underFreeNameLike: name, in: folder) {
            case .saved(let path): open(path: path)
            case let failure: post(failure)
            }
        }
    }

    func temporaryFolder() -> String? {
        if let lent { return lent }
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var path = Array("\(parent)/postern-XXXXXX".utf8CString)
        guard mkdtemp(&path) != nil else { return nil }
        lent = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return lent
    }

    /// Removes what was lent to other programs.
    func removeLentFiles() {
        guard let lent, let directory = opendir(lent) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            unlink("\(lent)/\(name)")
        }
        closedir(directory)
        rmdir(lent)
    }
}
