package org.osfailover.lab.servicecenter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The one account of the simulated Service Center. The password is taken as plain text: how the real tools transform it is
 * published nowhere.
 */
record Login(String user, String password) {

    static final String REFUSED = "Invalid username or password.";

    boolean accepts(Call call) {
        return user.equals(call.text("username"))
                && MessageDigest.isEqual(
                        password.getBytes(StandardCharsets.UTF_8),
                        call.text("password").getBytes(StandardCharsets.UTF_8));
    }

    void require(Call call) throws SoapFault {
        if (!accepts(call)) {
            throw SoapFault.server(REFUSED);
        }
    }

    @Override
    public String toString() {
        return user;
    }
}
