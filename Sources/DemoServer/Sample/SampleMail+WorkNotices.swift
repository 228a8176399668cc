import MailModel

extension SampleMail {
    /// What programs send: a newsletter, a receipt, a notification.
    static let workNotices: [SampleMessage] = [
        SampleMessage(
            mailbox: "INBOX", age: .minutes(300),
            template: #"""
                From: The Lighthouse Letter <letter@lighthouse.example>
                To: ann@tidewater.example
                Subject: Five lighthouses you can sleep in
                Date: {date}
                Message-ID: <issue.48@lighthouse.example>
                List-ID: The Lighthouse Letter <letter.lighthouse.example>
                List-Unsubscribe: <https://lighthouse.example/leave?id=48>, <mailto:leave@lighthouse.example>
                List-Unsubscribe-Post: List-Unsubscribe=One-Click
                MIME-Version: 1.0
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: 8bit

                <!DOCTYPE html>
                <html><head><title>Issue 48</title>
                <style>.hero{background:#024;color:#fff} td{padding:8px}</style></head>
                <body bgcolor="#eeeeee">
                <div style="display:none;max-height:0">A bed, a lamp, 212 steps …</div>
                <table width="600" align="center" cellpadding="0" cellspacing="0" role="presentation">
                <tr><td class="hero"><img src="https://lighthouse.example/logo.png" alt="The Lighthouse Letter"
                 width="300" height="60"></td></tr>
                <tr><td><h1>Five lighthouses you can sleep in</h1>
                <p>The keepers have gone, the <b>lamps</b> still turn, and some of the towers take guests.
                We climbed <i>1,043 steps</i> so that you know what to expect.</p>
                <p><a href="https://lighthouse.example/48/north?utm_source=letter&amp;utm_medium=mail">Read the
                whole story</a></p></td></tr>
                <tr><td><table width="100%"><tr>
                <td width="50%"><img src="https://lighthouse.example/48/a.jpg" alt="A white tower in evening light">
                <h2>North Rock</h2><p>212 steps, two beds, no shower.</p>
                <p><a href="https://lighthouse.example/48/north">Book</a></p></td>
                <td width="50%"><img src="https://lighthouse.example/48/b.jpg" alt="Waves on a low rock">
                <h2>Seal Point</h2><p>96 steps, four beds, seals.</p>
                <p><a href="https://lighthouse.example/48/seal">Book</a></p></td>
                </tr></table></td></tr>
                <tr><td><ul><li>When to go: <b>May</b> or <b>September</b></li>
                <li>What to bring:<ol><li>a torch</li><li>earplugs for the horn</li></ol></li></ul>
                <blockquote>“I have never slept so little and so well.” — a reader</blockquote></td></tr>
                <tr><td><hr><p style="font-size:10px">You get this because you asked for it.
                <a href="https://lighthouse.example/leave?id=48">Unsubscribe</a></p></td></tr>
                </table>
                <img src="https://track.lighthouse.example/o.gif?u=ann%40tidewater.example" width="1" height="1" alt="">
                </body></html>
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(1, hour: 12, minute: 4), flags: [.seen],
            template: #"""
                From: "Coastal Rail" <tickets@coastalrail.example>
                To: Ann Miller <ann@tidewater.example>
                Subject: Your receipt 2214-88
                Date: {date}
                Message-ID: <receipt.2214-88@coastalrail.example>
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary="alt2214"

                --alt2214
                Content-Type: text/plain; charset=utf-8

                Your receipt is in the HTML part of this message.
                --alt2214
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                <html><body><h2>Thank you, Ann</h2>
                <table border=3D"1"><tr><th>Ticket</th><th>Date</th><th align=3D"right">Price</th></tr>
                <tr><td>Harbour =E2=86=92 Tidewater, adult</td><td>{words 5}</td><td align=3D"right">18.40 =E2=82=AC<=
                /td></tr>
                <tr><td>Tidewater =E2=86=92 Harbour, adult</td><td>{words 6}</td><td align=3D"right">18.40 =E2=82=AC<=
                /td></tr>
                <tr><td>Bicycle</td><td>both ways</td><td align=3D"right">6.00 =E2=82=AC</td></tr>
                <tr><td colspan=3D"2"><b>Total</b></td><td align=3D"right"><b>42.80 =E2=82=AC</b></td></tr></table>
                <p>Show this at the gate: <code>QK7-22H</code></p></body></html>
                --alt2214--
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .minutes(24),
            template: #"""
                From: Mei Tanaka <notifications@forge.example>
                To: tidewater/charts <charts@noreply.forge.example>
                Cc: Ann Miller <ann@tidewater.example>, Mention <mention@noreply.forge.example>
                Reply-To: tidewater/charts <reply+AB12CD@reply.forge.example>
                Subject: Re: [tidewater/charts] Tide correction for soundings (PR #418)
                Date: {date}
                Message-ID: <tidewater/charts/pull/418/c99120@forge.example>
                In-Reply-To: <tidewater/charts/pull/418@forge.example>
                References: <tidewater/charts/pull/418@forge.example>
                List-ID: tidewater/charts <charts.tidewater.forge.example>
                List-Unsubscribe: <mailto:unsub+AB12CD@reply.forge.example>
                Precedence: list
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary="--==_mimepart_418"

                ----==_mimepart_418
                Content-Type: text/plain; charset=UTF-8
                Content-Transfer-Encoding: 7bit

                @meitanaka commented on this pull request.



                > @@ -40,6 +40,9 @@ func depth(_ sounding: Sounding) -> Metres {
                +    sounding.reading - tide.height(at: sounding.time)

                @annmiller this needs the *station's* time, not ours. Otherwise good to go!

                -- 
                Reply to this email directly or view it on the forge:
                https://forge.example/tidewater/charts/pull/418#discussion_r99120
                You are receiving this because you were mentioned.
                ----==_mimepart_418
                Content-Type: text/html; charset=UTF-8
                Content-Transfer-Encoding: 7bit

                <p><b>@meitanaka</b> commented on this pull request.</p><hr>
                <pre style="color:#555">@@ -40,6 +40,9 @@ func depth(_ sounding: Sounding) -&gt; Metres {
                <span>+    sounding.reading - tide.height(at: sounding.time)</span></pre>
                <p><a href="https://forge.example/annmiller">@annmiller</a> this needs the <em>station's</em> time,
                not ours. Otherwise good to go!</p>
                <p style="font-size:small">Reply to this email directly or
                <a href="https://forge.example/tidewater/charts/pull/418#discussion_r99120">view it on the forge</a>.
                <img src="https://forge.example/beacon/AB12CD.gif" height="1" width="1" alt=""></p>
                ----==_mimepart_418--
                """#),
    ]
}
