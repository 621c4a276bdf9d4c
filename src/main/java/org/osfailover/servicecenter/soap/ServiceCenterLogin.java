package org.osfailover.servicecenter.soap;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.SecretMask;
import org.osfailover.remote.UnusableSecretException;

/**
 * User name and password for one call; looked up for each.
 *
 * @param problem why there is no login; null where there is one
 */
record ServiceCenterLogin(
        String username,
        String password,
        SecretMask mask,
        @Nullable String problem) {

    static ServiceCenterLogin of(String name, Credentials credentials, ServiceCenterSettings settings) {
        try {
            return read(name, credentials, settings);
        } catch (UnusableSecretException e) {
            return none(String.valueOf(e.getMessage()));
        }
    }

    private static ServiceCenterLogin read(String name, Credentials credentials, ServiceCenterSettings settings) {
        Credentials.Secrets secrets = credentials.find(name);
        String username = secrets == null ? null : secrets.username();
        String plain = secrets == null ? null : secrets.password();
        boolean transformed = settings.passwordForm() == ServiceCenterSettings.PasswordForm.TRANSFORMED;
        String sentName = transformed ? name + "-transformed" : name;
        Credentials.Secrets sent = transformed ? credentials.find(sentName) : secrets;
        String password = sent == null ? null : sent.password();
        if (username == null || password == null) {
            return none("Service Center's user name or password is missing: set failover.credentials." + name
                    + ".username and failover.credentials." + sentName + ".password");
        }
        return new ServiceCenterLogin(
                username, password, SecretMask.of(plain == null ? List.of(password) : List.of(password, plain)), null);
    }

    private static ServiceCenterLogin none(String problem) {
        return new ServiceCenterLogin("", "", SecretMask.of(List.of()), problem);
    }

    /** Where in the request the login stands is the WSDL's choice: here. */
    SoapCall into(SoapCall call) {
        return call.with("username", username).with("password", password);
    }

    @Override
    public String toString() {
        return "ServiceCenterLogin[" + mask + "]";
    }
}
