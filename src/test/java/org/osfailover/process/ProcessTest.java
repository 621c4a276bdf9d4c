package org.osfailover.process;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;

/** A test of models with the real engine in memory; the job executor is off, the test drives. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = ProcessTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:process-tests;DB_CLOSE_DELAY=-1",
            // the test drives the jobs
            "camunda.bpm.job-execution.enabled=false",
            "failover.fence.interval=PT0S",
            "failover.readiness.timer=false",
            // nobody logs in: the guard's and the listeners' own checks are what is tested
            "camunda.bpm.authorization.enabled=false",
            "spring.autoconfigure.exclude="
                    + "org.camunda.bpm.spring.boot.starter.rest.CamundaBpmRestJerseyAutoConfiguration"
        })
@interface ProcessTest {}
