import HTTPS
import MailModel
import OAuth
import Secrets
import Transport

/// A person signing in by browser: what they are shown, what they are asked, and the waiting in between.
struct BrowserSignIn: Sendable {
    /// What a person has to see to go on.
    struct Invitation: Hashable, Sendable {
        let address: String
        /// To be typed there; nothing where the address is all.
        let code: String?
        /// What a telephone's camera is to read.
        let forCamera: String

        init(_ device: OAuthAnswer.Device) {
            (address, code) = (device.address, device.userCode)
            forCamera = device.completeAddress ?? device.address
        }

        init(address: String) {
            self.address = address
            code = nil
            forCamera = address
        }
    }

    let settings: OAuthSettings
    let user: String

    /// There is a way that needs nothing pasted.
    var hasDeviceFlow: Bool { settings.deviceAddress != nil }

    /// Asks for a code that is typed on any device (RFC 8628).
    func askForDevice() async throws -> OAuthAnswer.Device {
        guard let request = settings.askForDeviceCode() else {
            throw OAuthError.notUnderstood("there is no device flow")
        }
        return try OAuthAnswer.device(try await TokenServer.ask(request))
    }

    /// Waits until a person has typed the code and allowed it.
    func wait(for device: OAuthAnswer.Device) async throws -> OAuthToken {
        var polling = DevicePolling(device)
        var step = polling.begin()
        while true {
            switch step {
            case .giveUp(let error): throw error
            case .ask(let seconds): try await Task.sleep(for: .seconds(seconds))
            }
            do {
                let answer = try await TokenServer.ask(settings.token(deviceCode: device.deviceCode))
                return try OAuthAnswer.token(answer, now: Int(WallClock.now.secondsSince1970))
            } catch let error as OAuthError {
                step = polling.take(error)
            } catch is HTTPS.Failure {
                step = polling.takeSilence()
            }
        }
    }

    /// Signs in with the address that the browser ends at (RFC 6749 §4.1, RFC 7636).
    ///
    /// `ask`: Shows where to go, and returns what was pasted; nothing where somebody gives up.
    func byPasting(_ ask: (Invitation) async -> Secret?) async throws -> OAuthToken? {
        let proof = CodeProof()
        guard let address = proof.address(settings, user: user) else {
            throw OAuthError.notUnderstood("there is no page to begin at")
        }
        guard let pasted = await ask(Invitation(address: address)) else { return nil }
        let code = try proof.code(pasted: pasted.text)
        return try OAuthAnswer.token(
            try await TokenServer.ask(settings.token(code: code, proof)), now: Int(WallClock.now.secondsSince1970))
    }
}
