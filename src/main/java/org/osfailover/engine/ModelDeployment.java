package org.osfailover.engine;

import java.io.IOException;
import java.util.List;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Deploys the models and their forms under their own paths ({@code processes/…}, {@code forms/…}), all or nothing: a form
 * stays with the version of the model it was written for. Nothing is deployed where nothing changed.
 */
@Component
class ModelDeployment {

    private static final Logger LOG = LoggerFactory.getLogger(ModelDeployment.class);

    ModelDeployment(RepositoryService repository, ResourcePatternResolver resources) throws IOException {
        DeploymentBuilder deployment = repository
                .createDeployment()
                .name("outsystems-failover")
                .source("program")
                .enableDuplicateFiltering(false);
        for (String root : List.of("processes/", "forms/")) {
            for (Resource resource : resources.getResources("classpath*:" + root + "**/*.*")) {
                String url = resource.getURL().toString();
                String name = url.substring(url.lastIndexOf("/" + root) + 1);
                try (var content = resource.getInputStream()) {
                    deployment.addInputStream(name, content);
                }
            }
        }
        LOG.info("models and forms: deployment {}", deployment.deploy().getId());
    }
}
