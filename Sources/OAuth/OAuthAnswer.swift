import FoundationEssentials
package import Secrets

/// What a token server answers, as JSON of a stranger's: at most 64 kB, every field checked.
package enum OAuthAnswer {
    static let limit = 65_536

    /// A code for another device (RFC 8628 §3.2).
    package struct Device: Hashable, Sendable {
        package var deviceCode: Secret
        /// What the person types.
        package var userCode: String
        /// Where; https only.
        package var address: String
        /// The same with the code in it, where the provider has one: for a QR code.
        package var completeAddress: String?
        package var validSeconds: Int
        package var intervalSeconds: Int
    }

    private struct DeviceFields: Decodable {
        var device_code: String
        var user_code: String
        var verification_uri: String?
        // Liberal: Google and Microsoft wrote it so before RFC 8628.
        var verification_url: String?
        var verification_uri_complete: String?
        var expires_in: Int
        var interval: Int?
    }

    private struct TokenFields: Decodable {
        var access_token: String
        var token_type: String
        var expires_in: LooseInt?
        var refresh_token: String?
    }

    /// Liberal: some servers, Microsoft's old ones among them, write numbers as text.
    private struct LooseInt: Decodable {
        var value: Int

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                value = number
            } else if let number = Int(try container.decode(String.self)) {
                value = number
            } else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "no number")
            }
        }
    }

    private struct ErrorFields: Decodable {
        var error: String
        var error_description: String?
    }

    package static func device(_ octets: [UInt8]) throws(OAuthError) -> Device {
        let fields: DeviceFields = try read(octets)
        guard let page = fields.verification_uri ?? fields.verification_url, isLink(page) else {
            throw .notUnderstood("it names no https page")
        }
        let code = OneLine.text(fields.user_code)
        guard !code.isEmpty, code == fields.user_code, code.count <= 60, !fields.device_code.isEmpty else {
            throw .notUnderstood("it has no code that could be typed")
        }
        return Device(
            deviceCode: Secret(fields.device_code), userCode: code, address: page,
            completeAddress: fields.verification_uri_complete.flatMap { isLink($0) ? $0 : nil },
            validSeconds: min(max(fields.expires_in, 1), 3600), intervalSeconds: min(max(fields.interval ?? 5, 1), 60))
    }

    /// - Parameters:
    ///   - octets: What the server has sent.
    ///   - now: Seconds since 1970.
    ///   - old: The token that was refreshed: a server that gives no new refresh token means the old one (RFC 6749 §6).
    /// - Returns: The token, with when it runs out.
    /// - Throws: What the server refuses, or `.notUnderstood`.
    package static func token(_ octets: [UInt8], now: Int, old: OAuthToken? = nil) throws(OAuthError) -> OAuthToken {
        let fields: TokenFields = try read(octets)
        guard fields.token_type.lowercased() == "bearer" else { throw .notUnderstood("its token is no bearer token") }
        let tokens = [fields.access_token, fields.refresh_token].compactMap(\.self)
        // b64token (RFC 6750 §2.1), and whatever else is printable: what goes into a login must not end it.
        guard !fields.access_token.isEmpty, tokens.allSatisfy({ $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } })
        else { throw .notUnderstood("its token has octets that no token has") }
        let seconds = min(max(fields.expires_in?.value ?? 3600, 0), 366 * 86_400)
        let refresh = fields.refresh_token.flatMap { $0.isEmpty ? nil : Secret($0) } ?? old?.refreshToken
        return OAuthToken(accessToken: Secret(fields.access_token), refreshToken: refresh, expires: now + seconds)
    }

    private static func read<Fields: Decodable>(_ octets: [UInt8]) throws(OAuthError) -> Fields {
        guard octets.count <= limit else { throw .notUnderstood("it is too long") }
        let decoder = JSONDecoder()
        // An error is an error whatever stands beside it.
        if let error = try? decoder.decode(ErrorFields.self, from: Data(octets)) {
            throw OAuthError(code: error.error, text: error.error_description)
        }
        guard let fields = try? decoder.decode(Fields.self, from: Data(octets)) else {
            throw .notUnderstood("it is not the JSON that RFC 6749 describes")
        }
        return fields
    }

    /// An https address of printable ASCII, fit to be shown and opened.
    static func isLink(_ text: String) -> Bool {
        text.hasPrefix("https://") && text.utf8.count <= 2000 && text.utf8.count > 8
            && text.utf8.allSatisfy {
                (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "<")
            }
    }
}
