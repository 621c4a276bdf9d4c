package org.osfailover.remote;

/** A configured secret that can't be meant as it was read; the message is a sentence that names the property. */
public final class UnusableSecretException extends RuntimeException {

    UnusableSecretException(String sentence) {
        super(sentence);
    }
}
