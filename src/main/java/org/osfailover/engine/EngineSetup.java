package org.osfailover.engine;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The job executor: as many threads as commands at once, and a restart that goes on at once. */
@Configuration(proxyBeanMethods = false)
class EngineSetup {

    private static final Logger LOG = LoggerFactory.getLogger(EngineSetup.class);

    /** The pool grows past its core only when its queue is full, so the core is the wanted concurrency. */
    @Bean(name = "camundaTaskExecutor")
    ThreadPoolTaskExecutor camundaTaskExecutor(@Value("${failover.job-threads:16}") int threads) {
        ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
        executor.setThreadNamePrefix("job-");
        executor.setCorePoolSize(threads);
        executor.setMaxPoolSize(threads);
        executor.setQueueCapacity(4 * threads);
        executor.setWaitForTasksToCompleteOnShutdown(true);
        executor.setAwaitTerminationSeconds(60);
        return executor;
    }

    /** Taken before a job lock is freed and before the job executor starts; given back after the last job has ended. */
    @Bean(initMethod = "take", destroyMethod = "close")
    NodeClaim nodeClaim(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            JobExecutor jobExecutor,
            ConfigurableApplicationContext program,
            @Value("${failover.node-id:node-1}") String nodeId) {
        TransactionTemplate own = new TransactionTemplate(transactions);
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return new NodeClaim(jdbc, own, nodeId, () -> {
            jobExecutor.shutdown();
            new Thread(program::close, "superseded").start();
        });
    }

    /**
     * Frees the job locks that this node left behind when it ended, before its job executor starts: a job lock is hours
     * long (a job longer than its lock would run twice), and a restart must not wait for it. Only who has the node id
     * does so.
     */
    @Bean
    StaleLocks staleLocks(
            JobExecutor jobExecutor,
            ProcessEngine engineWithSchema,
            JdbcClient jdbc,
            NodeClaim claimed,
            @Value("${failover.node-id:node-1}") String nodeId) {
        jobExecutor.setLockOwner(nodeId);
        String prefix = ((ProcessEngineConfigurationImpl) engineWithSchema.getProcessEngineConfiguration())
                .getDatabaseTablePrefix();
        int freed = jdbc.sql("update " + prefix
                        + "ACT_RU_JOB set LOCK_OWNER_ = null, LOCK_EXP_TIME_ = null where LOCK_OWNER_ = ?")
                .param(nodeId)
                .update();
        if (freed > 0) {
            LOG.info("{} job(s) that this node ({}) had begun before it ended go on now", freed, nodeId);
        }
        return new StaleLocks(freed);
    }

    /** How many locks were freed at start. */
    record StaleLocks(int freed) {}
}
