import ArgumentParser
import Glibc
import Logging
import MailConfig

/// What every command that uses the configuration takes.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Another configuration file.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("How much goes into the log.", valueName: "level"))
    var logLevel: LogLevel = .info

    func paths() throws -> Paths {
        guard var paths = Paths.ofThisProcess() else {
            throw ProgramError(
                status: .badConfiguration, what: "HOME is not set", place: "", advice: "set it to your home folder")
        }
        if let config { paths.configuration = config }
        return paths
    }

    /// What sets accounts up, whether there is a configuration or not.
    func setupDesk() throws -> SetupDesk { SetupDesk(paths: try paths(), logLevel: logLevel.level) }

    /// Reads the configuration; nothing where there is none and somebody is there who could be asked for one.
    func loadOrSetUp() throws -> Workplace? {
        let path = try paths().configuration
        let isAbsent =
            Configuration.load(from: path).map { $0.errors.isEmpty && $0.configuration.accounts.isEmpty } ?? true
        return isAbsent && isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 ? nil : try load()
    }

    /// Reads the configuration; what is wrong with it goes to standard error, what is right is used.
    func load() throws -> Workplace {
        let paths = try paths()
        guard let reading = Configuration.load(from: paths.configuration) else {
            throw ProgramError(
                status: .badConfiguration, what: "there is no configuration", place: paths.configuration,
                advice: "try: postern setup, or: postern demo")
        }
        for error in reading.errors { StandardStreams.report(error.description) }
        guard !reading.configuration.accounts.isEmpty else {
            throw ProgramError(
                status: .badConfiguration, what: "no account is configured", place: paths.configuration,
                advice: reading.errors.isEmpty ? "try: postern setup" : "mend what is named above")
        }
        return Workplace(
            reading, paths: paths, logLevel: logLevel.level,
            environment: EnvironmentSecrets(takenFor: reading.configuration))
    }
}

enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, warning, error

    var level: Logger.Level {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}
