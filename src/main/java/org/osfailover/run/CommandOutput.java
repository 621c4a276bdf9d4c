package org.osfailover.run;

import java.io.IOException;
import java.io.OutputStream;

/** All that a command printed, as it may be shown. */
@FunctionalInterface
public interface CommandOutput {

    /** Writes it as UTF-8. What is large is read from the database piece by piece. */
    void writeTo(OutputStream out) throws IOException;
}
