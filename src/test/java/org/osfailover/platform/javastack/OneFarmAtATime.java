package org.osfailover.platform.javastack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Classes that run the platform's tools as real processes take turns, also from one JVM to the other: all of them see this
 * machine's process list, and a Configuration Tool of the one is a foreign one to the other.
 */
final class OneFarmAtATime implements BeforeAllCallback, AfterAllCallback {

    private static final Path LOCK = Path.of(System.getProperty("java.io.tmpdir"), "osfailover-real-tools.lock");

    private @Nullable FileChannel channel;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        FileChannel opened = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        opened.lock();
        channel = opened;
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
