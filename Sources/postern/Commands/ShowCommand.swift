import ArgumentParser
import Glibc
import InternetMessage
import MailEngine
import MailModel
import MailStore
import MessageSeals

/// One message, from the store or from a file.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one message, of the store or of a file.",
        discussion: "What is not in the store yet is fetched from the server.")

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "The message's id, as postern list gives it: work/1204.")
    var id: String?

    @Option(help: ArgumentHelp("Read this message file instead; no account is needed.", valueName: "path"))
    var file: String?

    @ArgumentParser.Flag(help: "How to show it.")
    var form: Form = .text

    enum Form: String, EnumerableFlag {
        case raw, text, html, json

        static func help(for value: Form) -> ArgumentHelp? {
            switch value {
            case .raw: "The exact octets the server gave."
            case .text: "The readable text, as the pager shows it; the default."
            case .html: "The HTML text, as it was sent."
            case .json: "A JSON object."
            }
        }
    }

    func validate() throws {
        guard (id == nil) != (file == nil) else { throw ValidationError("give either an id or --file") }
    }

    func run() async throws {
        if let file {
            try await show(ParsedMessage(octets: try MessageFile.read(file)), record: nil, seals: SealOpener())
        } else if let id {
            try await showStored(id)
        }
    }

    private func showStored(_ text: String) async throws {
        guard let id = StoredID(text) else {
            throw ProgramError(
                status: .badData, what: "“\(text)” is no message id", place: "", advice: "see: postern list")
        }
        let workplace = try options.load()
        guard let open = try workplace.openAccounts(named: [id.account.text]).first,
            let stored = try await open.store.message(id)
        else {
            throw ProgramError(
                status: .badData, what: "there is no message \(id)", place: "", advice: "see: postern list")
        }
        let octets = try await whole(id, of: open, workplace)
        let folders = try await open.store.mailboxRows()
        let folder = folders.first { $0.id == stored.row.mailbox }?.name.text ?? ""
        try await show(
            ParsedMessage(octets: octets), record: MessageRecord(stored, folder: folder, of: open.account),
            seals: workplace.seals { await workplace.secretBook() })
    }

    /// The message's octets, fetched where they are not here.
    private func whole(_ id: StoredID, of open: OpenAccount, _ workplace: Workplace) async throws -> [UInt8] {
        if let octets = try await open.store.content(of: id) { return octets }
        let secrets = await workplace.secretBook(for: [open])
        let engine = workplace.engine(for: open, consent: .notAsked, secrets: secrets)
        do {
            return try await engine.fetchOnce(id)
        } catch {
            throw ProgramError(status: .unreachable, what: error.description, place: open.account.host, advice: "")
        }
    }

    private func show(_ message: ParsedMessage, record: MessageRecord?, seals: SealOpener) async throws {
        switch form {
        case .raw: StandardStreams.write(message.octets)
        case .html: try showHTML(message)
        case .json:
            let reading = ReadingRecord(ReadableText.read(await seals.open(message)))
            try JSONLines.write(ShownMessageRecord(message: record, reading: reading))
        case .text:
            let readable = ReadableText.read(await seals.open(message))
            for seal in readable.seals { StandardStreams.writeLine("[\(seal.sentence)]") }
            for name in ["From", "To", "Cc", "Date", "Subject"] {
                for field in readable.header where field.name.lowercased() == name.lowercased() {
                    StandardStreams.writeLine("\(name): \(field.value)")
                }
            }
            StandardStreams.writeLine("")
            for line in readable.plainText.split(separator: "\n", omittingEmptySubsequences: false) {
                StandardStreams.writeLine(String(line))
            }
        }
    }

    private func showHTML(_ message: ParsedMessage) throws {
        let part = message.structure.flattened.first { $0.contentType == "text/html" && !$0.isAttachment }
        guard let part else {
            throw ProgramError(status: .badData, what: "the message has no HTML text", place: "", advice: "try --text")
        }
        // Markup may hold anything; on a terminal it is shown, not obeyed.
        let (html, _) = Charset.readable(message.decoded(part)[...], named: part.parameters["charset"] ?? "")
        for line in html.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            StandardStreams.writeLine(String(decoding: line, as: UTF8.self))
        }
    }
}

/// A message file given on the command line.
enum MessageFile {
    static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count >= 0 else { throw unreadable(path) }
            if count == 0 { return octets }
            octets += piece.prefix(count)
        }
    }

    private static func unreadable(_ path: String) -> ProgramError {
        ProgramError(
            status: .badData, what: "the file can't be read", place: path, advice: String(cString: strerror(errno)))
    }
}
