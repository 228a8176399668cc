/// How often a token server is asked whether a person has allowed the sign-in (RFC 8628 §3.5), without clocks.
///
/// The caller waits as long as it is told, asks, and feeds back what came.
package struct DevicePolling: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        /// Wait so many seconds, then ask.
        case ask(afterSeconds: Int)
        case giveUp(OAuthError)
    }

    private var interval: Int
    private var left: Int

    package init(_ device: OAuthAnswer.Device) {
        interval = device.intervalSeconds
        left = device.validSeconds
    }

    package mutating func begin() -> Step { wait() }

    /// What follows from an error; a token is no error.
    package mutating func take(_ error: OAuthError) -> Step {
        switch error {
        case .pending: return wait()
        case .tooFast:
            interval += 5
            return wait()
        default: return .giveUp(error)
        }
    }

    /// The network failed: asked less often, as long as the code is good.
    package mutating func takeSilence() -> Step {
        interval = min(interval * 2, 60)
        return wait()
    }

    private mutating func wait() -> Step {
        left -= interval
        return left < 0 ? .giveUp(.tooLate) : .ask(afterSeconds: interval)
    }
}
