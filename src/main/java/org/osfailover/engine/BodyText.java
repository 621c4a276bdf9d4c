package org.osfailover.engine;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osfailover.engine.CallersBodies.RefusedBodyException;

/**
 * The text of a body. The charset that the caller declares is honoured, a byte order mark too; without either it must be
 * UTF-8 (RFC 8259). Windows PowerShell 5.1 declares nothing and sends Latin-1: that is told and refused, since what was
 * meant would only be guessed.
 */
final class BodyText {

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]+)\"?", Pattern.CASE_INSENSITIVE);
    private static final String REMEDY = " Send UTF-8 and say so (Content-Type: application/json; charset=utf-8; in"
            + " Windows PowerShell: Invoke-RestMethod -ContentType 'application/json; charset=utf-8'), or declare the"
            + " charset that you send.";

    private BodyText() {}

    static String decode(byte[] body, String contentType) throws RefusedBodyException {
        Matcher declared = CHARSET.matcher(contentType);
        boolean isDeclared = declared.find();
        Charset charset = isDeclared ? named(declared.group(1), body) : marked(body);
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            text = text.startsWith("\uFEFF") ? text.substring(1) : text;
            if (text.indexOf('\0') >= 0) {
                throw new RefusedBodyException(
                        400, "The body holds NUL characters: it is UTF-16 or UTF-32 that is not declared." + REMEDY);
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new RefusedBodyException(
                    400,
                    "The body is not " + charset + (isDeclared ? ", which its Content-Type declares." : ".") + REMEDY);
        }
    }

    private static Charset named(String name, byte[] body) throws RefusedBodyException {
        try {
            Charset charset = Charset.forName(name);
            if (!charset.equals(StandardCharsets.UTF_16)) {
                return charset;
            }
            Charset marked = marked(body);
            boolean littleEndian = body.length > 1 && body[0] != 0 && body[1] == 0;
            // without a mark, JSON's first character tells: it is ASCII
            return !marked.equals(StandardCharsets.UTF_8)
                    ? marked
                    : littleEndian ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new RefusedBodyException(415, "The charset '" + name + "' is not known here." + REMEDY);
        }
    }

    private static Charset marked(byte[] body) {
        if (body.length >= 2 && body[0] == (byte) 0xFF && body[1] == (byte) 0xFE) {
            return StandardCharsets.UTF_16LE;
        }
        if (body.length >= 2 && body[0] == (byte) 0xFE && body[1] == (byte) 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        return StandardCharsets.UTF_8;
    }
}
