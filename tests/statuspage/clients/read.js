// Reads a page as the npm package statuspage.io does, and prints what it understood.
const { Statuspage } = require("statuspage.io");

const [, id, address] = process.argv;
const page = new Statuspage(id);
page.setApiUrl(address);
const { api } = page;

(async () => {
  const read = {
    summary: await api.getSummary(),
    status: await api.getStatus(),
    components: await api.getComponents(),
    incidents: await api.incidents.getAll(),
    unresolved: await api.incidents.getUnresolved(),
    planned: await api.scheduledMaintenances.getAll(),
    upcoming: await api.scheduledMaintenances.getUpcoming(),
    active: await api.scheduledMaintenances.getActive(),
  };
  const refused = await api.subscribers
    .createPageSubscription({ email: "ana@example.com" })
    .then(() => 200, (error) => error.response.status);
  console.log(JSON.stringify({ read, refused }));
})();
