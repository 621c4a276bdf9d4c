/* What the header of this web application says; takes the place of the engine's own file of this name. */
export default {
  app: {
    vendor: 'OutSystems failover',
    name: 'Cockpit'
  }
};
