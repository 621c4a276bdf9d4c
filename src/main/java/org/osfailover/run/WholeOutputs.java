package org.osfailover.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.stream.IntStream;
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
        Iterator<InputStream> contents = IntStream.range(0, parts)
                .mapToObj(part -> content(commandId, part))
                .iterator();
        Enumeration<InputStream> oneByOne = new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return contents.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return contents.next();
            }
        };
        try (InputStream whole = new GZIPInputStream(new SequenceInputStream(oneByOne))) {
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
}
