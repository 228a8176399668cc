package import Secrets

/// Where somebody signs in, for what, and as which program (RFC 6749 §2.2, §3).
package struct OAuthSettings: Hashable, Sendable {
    package var clientID: String
    /// Some providers want one of programs, too, which can't keep it (RFC 8252 §8.5).
    package var clientSecret: String?
    package var tokenAddress: String
    /// Of the device flow (RFC 8628), where the provider has it for mail.
    package var deviceAddress: String?
    /// Of the flow with a browser that comes back with a code (RFC 6749 §4.1).
    package var authorizeAddress: String?
    package var scope: String

    package init(
        clientID: String, clientSecret: String? = nil, tokenAddress: String, deviceAddress: String? = nil,
        authorizeAddress: String? = nil, scope: String
    ) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.tokenAddress = tokenAddress
        self.deviceAddress = deviceAddress
        self.authorizeAddress = authorizeAddress
        self.scope = scope
    }

    /// Nobody listens there: the browser shows the address that it was sent to, from which the code is pasted.
    static let redirect = "http://localhost"

    private var client: [(String, String)] {
        [("client_id", clientID)] + (clientSecret.map { [("client_secret", $0)] } ?? [])
    }

    /// Asks for a code that is typed on another device (RFC 8628 §3.1).
    package func askForDeviceCode() -> OAuthRequest? {
        deviceAddress.map { OAuthRequest($0, [("client_id", clientID), ("scope", scope)]) }
    }

    /// Asks whether that code has been typed by now (RFC 8628 §3.4).
    package func token(deviceCode: Secret) -> OAuthRequest {
        OAuthRequest(
            tokenAddress,
            [("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", deviceCode.text)] + client)
    }

    /// Gives the code that the browser came back with (RFC 6749 §4.1.3, RFC 7636 §4.5).
    package func token(code: Secret, _ proof: CodeProof) -> OAuthRequest {
        OAuthRequest(
            tokenAddress,
            [
                ("grant_type", "authorization_code"), ("code", code.text), ("redirect_uri", Self.redirect),
                ("code_verifier", proof.verifier.text),
            ] + client)
    }

    /// Asks for a fresh access token (RFC 6749 §6).
    package func refresh(_ refreshToken: Secret) -> OAuthRequest {
        OAuthRequest(
            tokenAddress, [("grant_type", "refresh_token"), ("refresh_token", refreshToken.text)] + client)
    }
}

/// A form to be posted over HTTPS.
package struct OAuthRequest: Hashable, Sendable {
    package let address: String
    /// `application/x-www-form-urlencoded`, with secrets.
    package let form: Secret

    init(_ address: String, _ fields: [(String, String)]) {
        self.address = address
        form = Secret(fields.map { "\(FormText.encode($0))=\(FormText.encode($1))" }.joined(separator: "&"))
    }
}

/// Text in addresses and forms (RFC 3986 §2.1).
enum FormText {
    private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    private static let digits = Array("0123456789ABCDEF".utf8)

    static func encode(_ text: String) -> String {
        let octets = text.utf8.flatMap { octet in
            plain.contains(octet) ? [octet] : [0x25, digits[Int(octet >> 4)], digits[Int(octet & 15)]]
        }
        return String(decoding: octets, as: UTF8.self)
    }

    /// Nothing where an escape is none.
    static func decode(_ text: some StringProtocol) -> String? {
        var octets: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let octet = rest.popFirst() {
            if octet == 0x2B {
                octets.append(0x20)
            } else if octet == 0x25 {
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else { return nil }
                octets.append(value)
                rest = rest.dropFirst(2)
            } else {
                octets.append(octet)
            }
        }
        return String(validating: octets, as: UTF8.self)
    }
}
