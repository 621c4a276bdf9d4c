package org.osfailover;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Runs the OutSystems Platform Server failover procedures as BPMN processes. */
@SpringBootApplication
public class OutSystemsFailoverApplication {

    public static void main(String[] args) {
        SpringApplication.run(OutSystemsFailoverApplication.class, args);
    }
}
