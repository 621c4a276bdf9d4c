package org.osfailover.lab.servicecenter;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.osfailover.farm.PlatformService;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;

/** The farm as it really is, for scripts: the same facts as {@link FarmPage}'s, and the words that its POST takes. */
final class FarmJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private FarmJson() {}

    static ObjectNode of(LabFarm farm, LabServiceCenters serviceCenters) {
        ObjectNode json = JSON.createObjectNode();
        json.put("readAt", farm.now().toString());
        var environments = json.putArray("environments");
        farm.environments().forEach(e -> environments.add(environment(e, serviceCenters)));
        return json;
    }

    private static ObjectNode environment(LabEnvironment environment, LabServiceCenters serviceCenters) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", environment.id());
        json.put("name", environment.name());
        serviceCenters.of(environment.id()).ifPresent(center -> {
            ObjectNode of = json.putObject("serviceCenter");
            var happened = of.putArray("happened");
            ServiceCenterEvent.present(center).forEach(e -> happened.add(e.word()));
        });
        var servers = json.putArray("servers");
        environment.servers().forEach(s -> servers.add(server(s)));
        return json;
    }

    private static ObjectNode server(LabServer server) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", server.id());
        json.put("address", server.address());
        json.put("group", server.group());
        json.put("poweredOn", server.isPoweredOn());
        var happened = json.putArray("happened");
        ServerEvent.present(server).forEach(e -> happened.add(e.word()));
        json.put("controllerAddress", server.controllerAddress());
        ObjectNode services = json.putObject("services");
        for (PlatformService service : server.services().keySet()) {
            services.putObject(service.name())
                    .put("startType", server.startType(service).name())
                    .put("state", server.state(service).name());
        }
        return json;
    }
}
