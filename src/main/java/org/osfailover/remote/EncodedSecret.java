package org.osfailover.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The forms in which a secret may come back: as it is, escaped for JSON, XML or a URL, and within something that was
 * encoded as Base64 (our scripts travel so, as UTF-8; PowerShell's own encoded commands are UTF-16).
 */
final class EncodedSecret {

    /** Shorter Base64 is found in any text by chance. */
    private static final int BASE64_FROM = 8;

    private EncodedSecret() {}

    static Stream<String> forms(String secret) {
        List<String> forms = new ArrayList<>(List.of(
                secret,
                secret.replace("\\", "\\\\").replace("\"", "\\\""),
                unicodeEscaped(secret),
                xml(secret),
                xml(secret).replace("&apos;", "&#39;"),
                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20")));
        for (int offset = 0; offset < 3; offset++) {
            forms.add(withinBase64(secret.getBytes(StandardCharsets.UTF_8), offset));
            forms.add(withinBase64(secret.getBytes(StandardCharsets.UTF_16LE), offset));
        }
        return forms.stream().filter(form -> !form.isEmpty());
    }

    /** As Windows PowerShell's ConvertTo-Json and our scripts write it: everything unusual as \\uXXXX. */
    private static String unicodeEscaped(String secret) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < secret.length(); i++) {
            char c = secret.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~' || "<>&'".indexOf(c) >= 0) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static String xml(String secret) {
        return secret.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }

    /** What the bytes alone decide of a Base64 text in which they begin at this offset of a group of three. */
    private static String withinBase64(byte[] bytes, int offset) {
        byte[] shifted = new byte[offset + bytes.length];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = (offset * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        return to - from < BASE64_FROM ? "" : encoded.substring(from, to);
    }
}
