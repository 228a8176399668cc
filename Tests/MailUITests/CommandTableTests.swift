import TerminalUI
import Testing

@testable import MailUI

@Suite("The command table")
struct CommandTableTests {
    @Test("has every command once", arguments: Command.allCases)
    func isComplete(_ command: Command) {
        #expect(CommandTable.all.count { $0.command == command } == 1)
    }

    @Test("keys are written as they are read", arguments: CommandTable.all.flatMap(\.keys))
    func notation(_ key: String) {
        #expect(KeySequence(key)?.description == key)
    }

    @Test("a key means one command in one place", arguments: CommandContext.allCases)
    func isUnambiguous(_ context: CommandContext) {
        let keys = CommandTable.all.flatMap { entry in
            entry.bindings.filter { $0.contexts.contains(context) }.flatMap(\.keys)
        }
        #expect(Set(keys).count == keys.count, "twice: \(keys.filter { key in keys.count { $0 == key } > 1 })")
        let sequences = keys.compactMap(KeySequence.init)
        for sequence in sequences {
            let longer = sequences.filter { $0.keys.starts(with: sequence.keys) && $0 != sequence }
            #expect(longer.isEmpty, "\(sequence) hides \(longer)")
        }
    }

    @Test("a command is reached by its key and by its name", arguments: CommandTable.all.map(\.command))
    func isReachable(_ command: Command) throws {
        let entry = try #require(CommandTable.entry(of: command))
        for binding in entry.bindings {
            for (context, key) in binding.contexts.flatMap({ context in binding.keys.map { (context, $0) } }) {
                let keys = try #require(KeySequence(key)).keys
                #expect(KeyMap.standard.match(keys, in: context) == .command(command))
                for length in 1..<max(1, keys.count) {
                    #expect(KeyMap.standard.match(Array(keys.prefix(length)), in: context) == .prefix)
                }
            }
        }
        #expect(CommandTable.command(meant: entry.name) == command)
    }

    @Test("help lists every command, and finds it by its name", arguments: CommandTable.all.map(\.name))
    func isInHelp(_ name: String) {
        func has(_ help: HelpState) -> Bool {
            help.lines.contains { if case .command(_, _, _, name) = $0 { true } else { false } }
        }
        var help = HelpState()
        #expect(has(help))
        _ = help.press(KeyEvent(.character("/")))
        help.paste(name)
        #expect(has(help))
    }

    @Test("a help line fits 80 columns and is no sentence", arguments: CommandTable.all.map(\.help))
    func helpIsShort(_ help: String) {
        #expect(help.count <= 43)
        #expect(!help.hasSuffix("."))
    }

    @Test(
        "a command is known by what people type",
        arguments: [
            ("quit", .quitProgram), ("q", .quitProgram), ("theme", .setTheme), ("sync", .syncNow),
            ("undo", .undoAction),
            ("help", .showHelp), ("account", .switchAccount), ("move", .moveMessage), ("go", nil), ("", nil),
            ("xyzzy", nil),
        ] as [(String, Command?)])
    func shortNames(_ text: String, _ command: Command?) {
        #expect(CommandTable.command(meant: text) == command)
    }

    @Test("the hint line shows six to eight keys where there is room", arguments: ["", "Enter", "h", "t"])
    func hints(_ keys: String) {
        var driver = Driver(columns: 110, rows: 30)
        driver.press(keys)
        #expect((6...8).contains(HintLine(driver.state).hints.count))
    }
}
