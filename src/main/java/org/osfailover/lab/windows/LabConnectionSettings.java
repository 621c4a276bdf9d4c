package org.osfailover.lab.windows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osfailover.lab.LabPaths;
import org.osfailover.lab.LabServer;

/** The connection settings of a simulated server as {@code read-server.ps1} tells them: hashes, and names. */
final class LabConnectionSettings {

    private static final List<String> SECTIONS =
            List.of("PlatformDatabaseConfiguration", "LoggingDatabaseConfiguration", "SessionDatabaseConfiguration");
    private static final Pattern SETTING =
            Pattern.compile("<(?<name>[A-Za-z]+)(?<encrypted> encrypted=\"true\")?>(?<value>[^<]*)</\\k<name>>");

    private LabConnectionSettings() {}

    static ObjectNode of(LabServer server) {
        String salt = server.settingsKey(LabPaths.WINDOWS_PRIVATE_KEY);
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        if (server.file(LabPaths.WINDOWS_HSCONF).isEmpty()) {
            return told.put("problem", "server.hsconf was not read");
        }
        ObjectNode hashes = told.putObject("hashes");
        var encrypted = told.putArray("encrypted");
        told.put("problem", salt.isEmpty() ? "there is no private.key to salt their hashes with" : null);
        String text = new String(server.hsconf(), StandardCharsets.UTF_8);
        for (String section : SECTIONS) {
            Matcher found = Pattern.compile(
                            "<" + section + "(?: ProviderKey=\"([^\"]*)\")?>(.*?)</" + section + ">", Pattern.DOTALL)
                    .matcher(text);
            if (found.find()) {
                if (found.group(1) != null) {
                    hashes.put(section + "/@ProviderKey", hash(salt, section + "/@ProviderKey", found.group(1)));
                }
                SETTING.matcher(found.group(2)).results().forEach(setting -> {
                    String name = section + "/" + setting.group(1);
                    if (setting.group(2) != null) {
                        encrypted.add(name);
                    } else if (!setting.group(3).isBlank()) {
                        hashes.put(name, hash(salt, name, plain(setting.group(3).strip())));
                    }
                });
            }
        }
        return told;
    }

    private static String plain(String escaped) {
        return escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    private static String hash(String salt, String name, String value) {
        return LabServer.sha256((salt + "\n" + name + "\n" + value).getBytes(StandardCharsets.UTF_8));
    }
}
