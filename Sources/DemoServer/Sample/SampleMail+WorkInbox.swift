import MailModel

extension SampleMail {
    /// Attachments, an invitation, other scripts and charsets.
    static let workInbox: [SampleMessage] = [
        SampleMessage(
            mailbox: "INBOX", age: .minutes(95), flags: [.flagged],
            template: #"""
                From: Harbour Office <office@harbour.example>
                To: Ann Miller <ann@tidewater.example>
                Subject: Three files for sheet 12
                Date: {date}
                Message-ID: <files.881@harbour.example>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="=_files"

                A reader without MIME sees this line.
                --=_files
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                Dear Ann,

                enclosed are the proof, a view of the bay and the table of moorings. The na=
                me of the last file has umlauts in it =E2=80=93 our scanner is from Bremen.

                Harbour Office
                --=_files
                Content-Type: application/pdf; name="sheet-12.pdf"
                Content-Disposition: attachment; filename="sheet-12.pdf"
                Content-Transfer-Encoding: base64

                {pdf}
                --=_files
                Content-Type: image/png; name="bay.png"
                Content-Disposition: attachment; filename="bay.png"
                Content-Transfer-Encoding: base64

                {png}
                --=_files
                Content-Type: text/csv; charset=utf-8
                Content-Disposition: attachment;
                 filename*=utf-8''Liegepl%C3%A4tze%20M%C3%BChlenhafen.csv
                Content-Transfer-Encoding: base64

                {csv}
                --=_files--
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .minutes(180),
            template: #"""
                From: Mei Tanaka <mei@tidewater.example>
                To: Ann Miller <ann@tidewater.example>
                Subject: Invitation: Walk along the old pier
                Date: {date}
                Message-ID: <invite.77@tidewater.example>
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary="=_invite"

                --=_invite
                Content-Type: text/plain; charset=utf-8

                Mei Tanaka invites you: Walk along the old pier
                {words 2}, 14:00 to 15:30 (UTC), Old pier, at the steps

                --=_invite
                Content-Type: text/calendar; charset=utf-8; method=REQUEST

                BEGIN:VCALENDAR
                PRODID:-//Tidewater//Calendar//EN
                VERSION:2.0
                METHOD:REQUEST
                BEGIN:VEVENT
                UID:pier-walk-77@tidewater.example
                DTSTAMP:{day 0}T080000Z
                DTSTART:{day 2}T140000Z
                DTEND:{day 2}T153000Z
                SUMMARY:Walk along the old pier
                LOCATION:Old pier\, at the steps
                DESCRIPTION:We look at the stairs that the chart does not know.\nBring boots.
                ORGANIZER;CN=Mei Tanaka:mailto:mei@tidewater.example
                ATTENDEE;CN=Ann Miller;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:ann@tidewater.example
                ATTENDEE;CN=Priya Nair;PARTSTAT=ACCEPTED:mailto:priya@tidewater.example
                SEQUENCE:0
                STATUS:CONFIRMED
                BEGIN:VALARM
                ACTION:DISPLAY
                TRIGGER:-PT30M
                END:VALARM
                END:VEVENT
                END:VCALENDAR
                --=_invite--
                """#),
        // ISO-2022-JP: "Please check the depths once more; the meeting in Tokyo is Thursday next week."
        SampleMessage(
            mailbox: "INBOX", age: .days(1, hour: 3, minute: 31), flags: [.seen],
            template: #"""
                From: =?iso-2022-jp?B?GyRCRURDZhsoQiAbJEJIfjppGyhC?= <tanaka@chizu.example>
                To: Ann Miller <ann@tidewater.example>
                Subject: =?iso-2022-jp?B?GyRCMyQ/XiROM05HJxsoQg==?=
                Date: {date}
                Message-ID: <20.kaizu@chizu.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=ISO-2022-JP
                Content-Transfer-Encoding: 7bit

                {esc}$B%"%s$5$s!"{esc}(B

                12{esc}$BHV$N3$?^$rGR8+$7$^$7$?!#$H$F$bFI$_$d$9$$$G$9!#{esc}(B
                {esc}$B?e?<$N?t;z$@$1!"$b$&0lEY3NG'$7$F$$$?$@$1$^$9$+!#{esc}(B
                {esc}$BEl5~$N2q5D$OMh=5$NLZMKF|$G$9!#{esc}(B

                {esc}$BEDCf{esc}(B
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(4, hour: 18, minute: 2), flags: [.seen],
            template: #"""
                From: =?utf-8?B?2YTZitmE2Ykg2K3Yr9in2K8=?= <layla@mina.example>
                To: Ann Miller <ann@tidewater.example>
                Subject: =?utf-8?B?2K/YudmI2Kkg2KXZhNmJINin2YTYudi02KfYoQ==?=
                Date: {date}
                Message-ID: <mina.5521@mina.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                مرحباً آن،

                يسعدنا أن ندعوكِ إلى العشاء يوم الجمعة في الساعة 19:30 قرب الميناء.
                سنحضر معنا الخريطة رقم 12 (النسخة الجديدة).

                مع أطيب التحيات،
                ليلى
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(6, hour: 7, minute: 45), flags: [.seen],
            template: #"""
                From: =?utf-8?B?4KSq4KWN4KSw4KS/4KSv4KS+IOCkqOCkvuCkr+CksA==?= <priya@tidewater.example>
                To: charts@tidewater.example
                Subject: =?utf-8?B?4KSm4KWA4KS14KS+4KSy4KWAIOCkleClgCDgpLbgpYHgpK3gpJXgpL7gpK7gpKjgpL7gpI/gpIE=?=
                Date: {date}
                Message-ID: <mithai@tidewater.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                प्रिय मित्रो,

                दीवाली की हार्दिक शुभकामनाएँ! रसोई में मिठाई रखी है — लड्डू और बर्फी।
                जो पहले आए, वह पहले पाए।

                प्रिया
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(12, hour: 13, minute: 10), flags: [.seen, .answered, .forwarded],
            template: #"""
                From: Jonas Lindqvist <jonas@tidewater.example>
                To: Ann Miller <ann@tidewater.example>
                Subject: Fwd: Complaint about the ferry berth
                Date: {date}
                Message-ID: <fwd.31@tidewater.example>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=fwd31

                --fwd31
                Content-Type: text/plain; charset=us-ascii

                Can you answer this one? The letter is attached as it came.

                --fwd31
                Content-Type: message/rfc822
                Content-Disposition: attachment

                From: Captain Bell <bell@ferry.example>
                To: info@tidewater.example
                Subject: Complaint about the ferry berth
                Date: Mon, 6 Mar 2023 06:58:00 +0000
                Message-ID: <bell.1@ferry.example>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="in"

                --in
                Content-Type: text/plain; charset=us-ascii

                Your chart puts my berth where the fish market is.
                The fishmongers have been very kind about it.

                    Bell, Captain
                --in
                Content-Type: image/png; name="berth.png"
                Content-Disposition: attachment; filename="berth.png"
                Content-Transfer-Encoding: base64

                {png}
                --in--

                --fwd31--
                """#),
    ]
}
