package org.osfailover.engine;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Another program works on this database under the same node id, and is alive: beside it, one job would run twice. */
final class NodeInUse extends RuntimeException {

    NodeInUse(String sentence) {
        super(sentence);
    }

    /** Says what to do. */
    static final class Analyzer extends AbstractFailureAnalyzer<NodeInUse> {
        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, NodeInUse cause) {
            return new FailureAnalysis(
                    cause.getMessage(),
                    "End that program first: this one starts as soon as it is gone. In a rolling update, let the old one"
                            + " end before the new one starts (in Kubernetes: strategy Recreate). Where two programs"
                            + " are wanted, give each a failover.node-id of its own.",
                    cause);
        }
    }
}
