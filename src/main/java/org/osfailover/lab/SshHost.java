package org.osfailover.lab;

import java.io.IOException;

final class SshHost implements LabHost {
    SshHost(LabServer server) {}

    void start() throws IOException {}

    @Override
    public void refresh() {}

    @Override
    public void close() {}
}
