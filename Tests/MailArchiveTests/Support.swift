import MailModel
import TestKit
import Testing

@testable import MailArchive

/// A message for a test's archive.
struct Item: Hashable {
    var octets: [UInt8]
    var flags: Flags = []
    var date = MailDate(secondsSince1970: 1_700_000_000)
}

/// How archives are written: a new form is a new case here.
enum Form: String, CaseIterable, CustomTestStringConvertible {
    case maildir, mbox

    var testDescription: String { rawValue }

    func writer(_ root: String) throws -> any ArchiveWriter {
        switch self {
        case .maildir: try MaildirWriter(root: root)
        case .mbox: try MboxWriter(.folder(root), replaces: false)
        }
    }
}

/// Octets that are easily changed on the way.
let oddTexts: [String] = [
    "", "\r\n", "\n", "\r", "a", "Subject: x\r\n\r\nbody\r\n", "Subject: x\n\nbody\n", "Subject: x\r\n\r\nno end",
    "Subject: x\r\n\r\nbare\nLF and bare\rCR\r\n", "Subject: x\r\n\r\nends in CR\r", "Subject: x\n\nends in CRLF\r\n",
    "From ann Mon Jan  1 00:00:00 2024\r\nSubject: x\r\n\r\nb\r\n",
    ">From me\r\nSubject: x\r\n\r\nFrom you Mon Jan  1 00:00:00 2024\r\n>From\r\n>>From z\r\n\r\nFrom x Mon Jan  1 00:00:00 2024\r\n",
    "Status: RO\r\nX-Status: F\r\nContent-Length: 3\r\nX-Keywords: a\r\n\r\nabcdef\r\n",
    "X-Postern-Message: size=1; lines=crlf; date=1; sha256=00\r\n\r\nabc\r\n", " folded first\r\nSubject: x\r\n\r\n",
    "Subject: x\r\n\r\n\r\n\r\n\r\n", "\u{0}\u{1}\r\n\u{0}", "Subject: caf\u{e9}\r\n\r\n日本\r\n",
    "no header\r\n\r\nFrom x\r\n",
]

extension ArchiveWriter {
    /// Writes a folder; returns how many of the messages were not there yet.
    mutating func write(_ items: [Item], to folder: [String]) throws -> Int {
        try openFolder(folder)
        var count = 0
        for item in items {
            let entry = ArchiveEntry(
                flags: item.flags, date: item.date, sender: "ann@example.org", shape: .of(item.octets))
            guard try begin(entry) else { continue }
            count += 1
            for start in stride(from: 0, to: item.octets.count, by: 7) {
                try write(Array(item.octets[start..<min(start + 7, item.octets.count)]))
            }
            try end()
        }
        return try closeFolder().isUnchanged ? 0 : count
    }
}

/// All that an archive gives back, by folder.
func read(_ path: String) throws -> [[String]: [Item]] {
    var items: [[String]: [Item]] = [:]
    for place in try ArchivePlace.find(at: path).places {
        items[place.folder, default: []] += try read(place)
    }
    return items
}

func read(_ place: ArchivePlace) throws -> [Item] {
    var items: [Item] = []
    var reader = try ArchiveReader(place)
    while let message = reader.next() { items.append(try item(message.get())) }
    return items
}

private func item(_ message: ArchivedMessage) throws -> Item {
    var octets: [UInt8] = []
    var reader = message.octets()
    while let piece = try reader.next() { octets += piece }
    #expect(message.shape == .of(octets))
    return Item(octets: octets, flags: message.flags, date: message.date ?? MailDate(secondsSince1970: 0))
}

func octets(_ text: String) -> [UInt8] { Array(text.utf8) }
