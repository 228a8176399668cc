import Glibc
import InternetMessage
import MailModel
import MailUI
import Programs

/// Parts that a mailcap file has a program for (RFC 1524).
extension Reader {
    /// The most octets of what a program prints for the pager, and how long it may take.
    private static let mostPrinted = 4 << 20
    private static let printingLimit = Duration.seconds(60)

    /// `name`: Safe for a file.
    func viewer(of part: MessagePart, named name: String, in folder: String) async -> Mailcap.Viewer? {
        viewed += 1
        let dot = name.lastIndex(of: ".")
        return await Mailcap.standard().viewer(
            of: part.contentType, parameters: part.parameters, in: folder, base: "part-\(viewed)",
            ending: dot.map { String(name[$0...].dropFirst()) } ?? "")
    }

    func view(_ octets: [UInt8], of part: MessagePart, in id: StoredID, by viewer: Mailcap.Viewer) async {
        if let path = viewer.path {
            let outcome = SavedFile.write(octets, to: path, replacing: false)
            guard case .saved = outcome else { return post(outcome) }
        }
        let input = viewer.path == nil ? octets : nil
        if viewer.isCopious {
            await printOut(part, of: id, by: viewer, input: input)
        } else if viewer.needsTerminal {
            inForeground {
                let (status, reason) = await ForegroundProgram(words: viewer.words, input: input).run()
                return Self.complaint(viewer, status, reason)
            }
        } else {
            showInWindow(viewer, input: input)
        }
    }

    /// Shows what the program prints in the message's place.
    private func printOut(_ part: MessagePart, of id: StoredID, by viewer: Mailcap.Viewer, input: [UInt8]?) async {
        let program = Program(
            words: viewer.words, inputs: input.map { [0: $0] } ?? [:], outputs: [1: Self.mostPrinted],
            limit: Self.printingLimit, cutsOutput: true)
        do throws(Program.Failure) {
            let ending = try await program.run()
            let octets = ending.output[1] ?? []
            guard !octets.isEmpty else {
                let complaint = Self.complaint(viewer, ending.status, nil)
                return post(.failed(reason: complaint ?? "\(viewer.words[0]) has printed nothing"))
            }
            let form = MessagePart(number: part.number, parameters: ["charset": "utf-8"], encoding: "binary")
            var text = await Task.detached { ReadableText.read(form, octets: octets[...]) }.value
            if ending.isCut { text.notices.append("only the beginning of what \(viewer.words[0]) prints") }
            if !Task.isCancelled { post(.part(id, part, text)) }
        } catch {
            if error != .cancelled { post(.failed(reason: Self.complaint(viewer, 127, error.words) ?? "")) }
        }
    }

    /// A program with a window of its own is not waited for.
    private func showInWindow(_ viewer: Mailcap.Viewer, input: [UInt8]?) {
        Task {
            let program = Program(words: viewer.words, inputs: input.map { [0: $0] } ?? [:], limit: nil)
            do throws(Program.Failure) {
                let status = try await program.run().status
                if let complaint = Self.complaint(viewer, status, nil) { post(.failed(reason: complaint)) }
            } catch {
                post(.failed(reason: Self.complaint(viewer, 127, error.words) ?? ""))
            }
        }
    }

    private static func complaint(_ viewer: Mailcap.Viewer, _ status: Int, _ reason: String?) -> String? {
        guard status != 0 else { return nil }
        let why = reason ?? "it ended with status \(status)"
        return "Not opened, s saves it: “\(viewer.words[0])” (mailcap): \(why)"
    }
}
