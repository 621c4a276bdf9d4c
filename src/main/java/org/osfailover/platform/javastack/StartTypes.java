package org.osfailover.platform.javastack;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.StartType;

/** Which of a server's services were enabled at one time; as text, one line: {@code CONTROLLER=AUTOMATIC SMS=DISABLED}. */
record StartTypes(Map<PlatformService, StartType> types, Map<PlatformService, String> details) {

    static StartTypes of(Map<PlatformService, ServiceReading> readings) {
        Map<PlatformService, StartType> types = new EnumMap<>(PlatformService.class);
        Map<PlatformService, String> details = new EnumMap<>(PlatformService.class);
        readings.forEach((service, reading) -> {
            types.put(service, reading.startType());
            details.put(service, reading.detail());
        });
        return new StartTypes(types, details);
    }

    /** What {@link #toString} wrote; where that is no such text, the other. */
    static StartTypes parse(String text, StartTypes otherwise) {
        if (!text.matches("(?:[A-Z_]+=[A-Z_]+ ?)+")) {
            return otherwise;
        }
        Map<PlatformService, StartType> types = new EnumMap<>(PlatformService.class);
        for (String one : text.trim().split(" ", -1)) {
            int equals = one.indexOf('=');
            Arrays.stream(PlatformService.values())
                    .filter(service -> service.name().equals(one.substring(0, equals)))
                    .forEach(service -> types.put(service, StartType.valueOf(one.substring(equals + 1))));
        }
        return new StartTypes(types, Map.of());
    }

    StartType of(PlatformService service) {
        return types.getOrDefault(service, StartType.UNKNOWN);
    }

    String detail(PlatformService service) {
        return details.getOrDefault(service, "");
    }

    /** What is no longer so, a sentence each; of every service but one. */
    List<String> othersThatChanged(StartTypes after, PlatformService but) {
        return PlatformService.inStartOrder().stream()
                .filter(other -> other != but && of(other) != after.of(other))
                .map(other -> other.shortName() + " was " + of(other) + " and is now " + after.of(other))
                .toList();
    }

    @Override
    public String toString() {
        return types.entrySet().stream()
                .map(entry -> entry.getKey().name() + "=" + entry.getValue().name())
                .collect(Collectors.joining(" "));
    }
}
