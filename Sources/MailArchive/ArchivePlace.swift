/// A folder's worth of messages, found under a path that a person named.
package struct ArchivePlace: Hashable, Sendable {
    package enum Form: Hashable, Sendable {
        case maildir
        case mbox
        /// Files that are a message each.
        case messages([String])
    }

    package let form: Form
    package let path: String
    /// Name of the folder, a level each; none for the archive's own: a Maildir's INBOX, single messages.
    package let folder: [String]

    /// Finds what is under a path: a Maildir with its folders, an mbox, a message, or a folder that holds such.
    ///
    /// Links are followed for the path itself only; hidden files are nobody's mail.
    ///
    /// - Returns: The places in the order of their names, and the files that are none of it.
    /// - Throws: `.unreadable` where there is nothing, or a folder can't be read.
    package static func find(at path: String) throws(ArchiveError) -> (places: [ArchivePlace], others: [String]) {
        guard let status = FileStatus(of: path, followingLinks: true) else { throw ArchiveError(.unreadable, path) }
        var search = ArchiveSearch()
        if status.isFolder {
            try search.look(into: path)
        } else {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            try search.take(file: path, name: name, in: [], isNamed: true)
        }
        return (search.places, search.others)
    }
}

private struct ArchiveSearch {
    var places: [ArchivePlace] = []
    var others: [String] = []
    private var waiting: [(path: String, folder: [String])] = []

    mutating func look(into root: String) throws(ArchiveError) {
        waiting = [(root, [])]
        while let (path, folder) = waiting.popLast() {
            if Self.isMaildir(path) { try take(maildir: path, folder) } else { try take(folder: path, folder) }
        }
    }

    private static func isMaildir(_ path: String) -> Bool { ["/cur", "/new"].contains { (path + $0).isFolder } }

    /// A Maildir, and those below it: Maildir++ has them under hidden names, others under plain ones.
    private mutating func take(maildir path: String, _ folder: [String]) throws(ArchiveError) {
        places.append(ArchivePlace(form: .maildir, path: path, folder: folder))
        let names = try path.namesInFolder().filter { !["cur", "new", "tmp"].contains($0) }
        let below = names.filter { (path + "/" + $0).isFolder && Self.isMaildir(path + "/" + $0) }
        waiting += below.map { (path + "/" + $0, folder + Self.levels(of: $0)) }.reversed()
    }

    private static func levels(of name: String) -> [String] {
        name.hasPrefix(".") ? FolderPath.levels(ofMaildirName: name) : [FolderPath.level(ofFileName: name)]
    }

    private mutating func take(folder path: String, _ folder: [String]) throws(ArchiveError) {
        var found: [(path: String, folder: [String])] = []
        var messages: [String] = []
        for name in try path.namesInFolder() {
            guard let status = FileStatus(of: path + "/" + name) else { continue }
            // Of what is hidden only a Maildir++'s folders are mail.
            if name.hasPrefix("."), !status.isFolder || !Self.isMaildir(path + "/" + name) { continue }
            if status.isFolder {
                found.append((path + "/" + name, folder + Self.levels(of: name)))
            } else if name.lowercased().hasSuffix(".eml"), status.isRegular {
                messages.append(path + "/" + name)
            } else if status.isRegular {
                try take(file: path + "/" + name, name: name, in: folder, isNamed: false)
            } else {
                others.append(path + "/" + name)
            }
        }
        if !messages.isEmpty { places.append(ArchivePlace(form: .messages(messages), path: path, folder: folder)) }
        waiting += found.reversed()
    }

    /// `isNamed`: A person named this very file: what is no mbox is a message then.
    mutating func take(file path: String, name: String, in folder: [String], isNamed: Bool) throws(ArchiveError) {
        let file: InputFile
        do {
            file = try InputFile(path)
        } catch {
            if isNamed { throw error }
            others.append(path)
            return
        }
        let isMbox = name.hasSuffix(FolderPath.mboxEnding)
        if try file.sizeInOctets == 0 ? isMbox : file.read(at: 0, count: 5).elementsEqual("From ".utf8) {
            let stem = isMbox ? String(name.dropLast(FolderPath.mboxEnding.utf8.count)) : name
            let level = FolderPath.level(ofFileName: stem)
            places.append(ArchivePlace(form: .mbox, path: path, folder: folder + [level.isEmpty ? name : level]))
        } else if isNamed {
            places.append(ArchivePlace(form: .messages([path]), path: path, folder: folder))
        } else {
            others.append(path)
        }
    }
}
