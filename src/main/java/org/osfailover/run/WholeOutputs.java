package org.osfailover.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The long outputs of commands, compressed and in parts. */
final class WholeOutputs {

    /** H2 takes at most 1 MiB in one column of bytes. */
    private static final int PART = 512 * 1024;

    private final JdbcClient jdbc;

    WholeOutputs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps a command's output, in the caller's transaction. */
    void keep(long commandId, String output) {
        byte[] compressed = compress(output);
        for (int part = 0; part * PART < compressed.length; part++) {
            jdbc.sql("insert into fo_command_output (command_id, part, content) values (?, ?, ?)")
                    .param(commandId)
                    .param(part)
                    .param(Arrays.copyOfRange(compressed, part * PART, Math.min(compressed.length, (part + 1) * PART)))
                    .update();
        }
    }

    private static byte[] compress(String output) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(output.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** Writes a command's output. */
    void copy(long commandId, OutputStream out) throws IOException {
        int parts = jdbc.sql("select count(*) from fo_command_output where command_id = ?")
                .param(commandId)
                .query(Integer.class)
                .single();
        try (InputStream whole = new GZIPInputStream(new Parts(commandId, parts))) {
            whole.transferTo(out);
        }
    }

    private InputStream content(long commandId, int part) {
        return new ByteArrayInputStream(
                jdbc.sql("select content from fo_command_output where command_id = ? and part = ?")
                        .param(commandId)
                        .param(part)
                        .query((row, n) -> row.getBytes("content"))
                        .single());
    }

    /** The parts one after the other, each read when the one before it is used up. */
    private final class Parts extends InputStream {
        private final long commandId;
        private final int parts;
        private InputStream present = InputStream.nullInputStream();
        private int next;

        private Parts(long commandId, int parts) {
            this.commandId = commandId;
            this.parts = parts;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = present.read(buffer, offset, length);
            while (read < 0 && next < parts) {
                present = content(commandId, next++);
                read = present.read(buffer, offset, length);
            }
            return read;
        }
    }
}
