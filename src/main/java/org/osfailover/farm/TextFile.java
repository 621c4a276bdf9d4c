package org.osfailover.farm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a text file says, however it was saved. Editors and PowerShell on Windows put a byte order mark before UTF-8, and
 * write UTF-16 where nobody asked for it; a program that takes the mark for a letter doesn't see what the first line
 * says.
 */
public final class TextFile {

    private static final String REMEDY = ". Save it as UTF-8 (in Windows PowerShell: Set-Content -Encoding utf8)";
    private static final String MARK = "\uFEFF";

    private TextFile() {}

    /**
     * Reads it.
     *
     * @throws UnreadableTextException what is in it is no text; the message says what it is and what to do
     * @throws IOException it can't be read
     */
    public static String read(Path file) throws IOException {
        return decode(Files.readAllBytes(file));
    }

    /**
     * The text of a file's bytes: UTF-8 with and without a byte order mark, UTF-16 with one. Marks are dropped, also
     * those at the beginning of a later line, where files were put one behind the other.
     *
     * @throws UnreadableTextException it is none of these
     */
    public static String decode(byte[] bytes) throws UnreadableTextException {
        Charset charset = charset(bytes);
        try {
            return withoutMarks(
                    charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            throw new UnreadableTextException("it is not " + charset + REMEDY, e);
        }
    }

    /**
     * The same where only ASCII counts (keys, host names), and what else is in it is somebody's comment in whatever
     * encoding: bytes that are no UTF-8 are taken as Latin-1.
     *
     * @throws UnreadableTextException it is UTF-16 that is broken or has no mark
     */
    public static String decodeAscii(byte[] bytes) throws UnreadableTextException {
        try {
            return decode(bytes);
        } catch (UnreadableTextException e) {
            if (!(e.getCause() instanceof CharacterCodingException)
                    || !charset(bytes).equals(StandardCharsets.UTF_8)) {
                throw e;
            }
            return withoutMarks(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    private static String withoutMarks(String text) throws UnreadableTextException {
        if (text.indexOf('\0') >= 0) {
            throw new UnreadableTextException(
                    "it holds NUL characters: it is UTF-16 without a byte order mark, or no text" + REMEDY, null);
        }
        return text.replace(MARK, "");
    }

    /**
     * Keys and certificates in their text form ("-----BEGIN …"), as the libraries want them: ASCII, no mark, no blanks
     * at the ends of lines. Anything else (the binary form, a broken text) is given back as it is.
     */
    public static byte[] armoured(byte[] bytes) {
        String text;
        try {
            text = decode(bytes);
        } catch (UnreadableTextException binary) {
            return bytes;
        }
        return text.contains("-----BEGIN ")
                ? text.lines()
                        .map(String::stripTrailing)
                        .collect(Collectors.joining("\n", "", "\n"))
                        .getBytes(StandardCharsets.UTF_8)
                : text.getBytes(StandardCharsets.UTF_8);
    }

    private static Charset charset(byte[] bytes) {
        if (bytes.length >= 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE) {
            return StandardCharsets.UTF_16LE;
        }
        if (bytes.length >= 2 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        return StandardCharsets.UTF_8;
    }

    /** A file that is no text, or in an encoding that is not told from it; the message is a sentence's second half. */
    public static final class UnreadableTextException extends IOException {
        UnreadableTextException(String problem, @Nullable Throwable cause) {
            super(problem, cause);
        }
    }
}
